// Elements without markup in strings: whatever the service answers is text, never HTML.
const SVG = "http://www.w3.org/2000/svg";
const DRAWN = {
  cart: "M3 4h2l2.2 10.5h9.6L19 7H6 M9 19.2h.01 M15.5 19.2h.01",
  heart: "M12 19.5 4.8 12.4a4.4 4.4 0 0 1 6.2-6.2l1 1 1-1a4.4 4.4 0 0 1 6.2 6.2Z",
  cross: "M6 6l12 12 M18 6 6 18",
  hide: "M4 12s3-5.5 8-5.5 8 5.5 8 5.5-3 5.5-8 5.5S4 12 4 12Z M4 4l16 16",
  check: "M5 12.5 10 17.5 19 7",
};

export function h(tag, properties, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.flat().filter((child) => child != null && child !== false));
  return element;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  for (const [key, value] of [["viewBox", "0 0 24 24"], ["class", "icon"], ["aria-hidden", "true"]]) svg.setAttribute(key, value);
  path.setAttribute("d", DRAWN[name]);
  svg.append(path);
  return svg;
}

export const find = (id) => document.getElementById(id);
export const fill = (element, ...children) => element.replaceChildren(...children.flat().filter(Boolean));
