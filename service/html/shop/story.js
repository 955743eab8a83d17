// What has just happened, told: the change of the page with its reasons, and the events behind it.
import { nothing } from "./changes.js";
import { fill, find, h } from "./dom.js";
import { clock, money, quoted, t, tn } from "./texts.js";

const NAMED = 3;
const KEPT = 40; // events in the list

function titles(items) {
  const first = items.slice(0, NAMED).map((item) => quoted(item.title)).join(", ");
  return items.length > NAMED ? `${first} ${t("changed.more", { n: items.length - NAMED })}` : first;
}

const because = (item) =>
  h("li", {}, h("b", {}, item.title), item.reason?.text && h("span", { class: "muted" }, ` – ${item.reason.text}`));

function lines(changed, left) {
  const gone = changed.gone.filter((item) => item.item_id !== left?.item_id);
  return [
    left && changed.gone.length > gone.length && h("li", {}, t(`changed.${left.to}`, { title: quoted(left.title) })),
    changed.shelves.length > 0 && h("li", {}, tn("changed.shelf", changed.shelves.length, { titles: titles(changed.shelves) })),
    changed.left.length > 0 && h("li", {}, tn("changed.shelf.gone", changed.left.length, { titles: titles(changed.left) })),
    changed.fresh.length > 0 && h("li", {}, tn("changed.fresh", changed.fresh.length),
      h("ul", {}, changed.fresh.slice(0, NAMED).map(because), changed.fresh.length > NAMED && h("li", { class: "muted" }, t("changed.more", { n: changed.fresh.length - NAMED })))),
    changed.risen.length > 0 && h("li", {}, tn("changed.moved", changed.risen.length, { titles: titles(changed.risen) })),
    gone.length > 0 && h("li", {}, tn("changed.gone", gone.length, { titles: titles(gone) })),
  ];
}

// `cause`: {text, left?: {item_id, title, to}} – what was done, and which product it took off the page.
export function tell(cause, changed) {
  const box = find("changes");
  const same = nothing(changed);
  fill(box, h("h2", {}, cause.text), same ? h("p", {}, t("changed.same")) : h("ul", {}, lines(changed, cause.left)));
  box.hidden = false;
  const short = same ? t("changed.same") : (box.querySelector("li")?.firstChild.textContent ?? "");
  fill(find("toast-text"), h("b", {}, cause.text), h("br"), short);
  const area = box.getBoundingClientRect();
  find("toast").hidden = area.top >= 0 && area.top < innerHeight - 80;
  return `${cause.text}. ${short}`;
}

export function reset() {
  find("changes").hidden = true;
  find("toast").hidden = true;
}

function sentence(event, titleOf, nameOf) {
  const title = quoted(titleOf(event.item_id));
  if (event.event === "view_item_list") return tn("log.view_item_list", event.items.length);
  if (event.event === "consent_updated") return t(`log.consent.${event.purposes.personalisation}`);
  const value = event.event === "purchase" ? money(event.value, event.currency) : "";
  return t(`log.${event.event}`, { ...event, title, value, name: nameOf(event.customer_id) });
}

export function note(events, statuses, titleOf, nameOf) {
  const list = find("log");
  const rows = events.map((event, place) =>
    h("li", { "data-event": event.event, "data-status": statuses[place] },
      h("details", {},
        h("summary", {}, h("span", { class: "what" }, sentence(event, titleOf, nameOf)),
          h("span", { class: "small muted" }, `${clock(new Date())} · ${t(`status.${statuses[place]}`)}`)),
        h("pre", { tabindex: "0" }, JSON.stringify(event, null, 1)))));
  list.prepend(...rows.reverse());
  while (list.children.length > KEPT) list.lastChild.remove();
  find("log-empty").hidden = true;
}
