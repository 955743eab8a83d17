// A homepage answer → shelves of cards, with the reason under each product and a word where it is not personal.
import { promise } from "./countdown.js";
import { h, icon } from "./dom.js";
import { clock, known, money, t } from "./texts.js";

export function picture(item, className = "picture") {
  if (!item.image_url) return h("span", { class: `${className} blank`, "aria-hidden": "true" }, (item.title ?? "?").slice(0, 1));
  return h("img", { class: className, src: item.image_url, alt: "", width: 320, height: 320, loading: "lazy", decoding: "async" });
}

const tool = (name, label, key, onclick, pressed, act) =>
  h("button", { type: "button", class: "tool", title: label, "aria-label": label, "data-key": key, "data-act": act, "aria-pressed": pressed, onclick }, icon(name));

export function card(item, place, does, mark) {
  const key = `${place.shelf ?? "hits"}/${item.item_id}`;
  const about = `: ${item.title}`;
  const wished = does.wished(item.item_id);
  const carted = does.carted(item.item_id);
  return h("li", { class: "product", "data-item": item.item_id, "data-shelf": place.shelf, "data-position": item.position },
    h("div", { class: "frame" },
      picture(item),
      mark && h("span", { class: "badge" }, mark),
      h("span", { class: "tools" },
        tool("heart", (wished ? t("wished") : t("wish")) + about, `${key}/wish`, () => does.wish(item, place), String(wished), `wish/${item.item_id}`),
        tool("hide", t("not_interested") + about, `${key}/hide`, () => does.hide(item, place)))),
    h("h4", {}, h("button", { type: "button", class: "open", "data-key": key, onclick: () => does.look(item, place) }, item.title)),
    h("p", { class: "price" }, h("span", {}, money(item.price, item.currency)),
      item.available === false
        ? h("span", { class: "muted small" }, t("unavailable"))
        : tool(carted ? "check" : "cart", (carted ? t("in_cart") : t("add_to_cart")) + about, `${key}/cart`, () => does.cart(item, place), String(carted), `cart/${item.item_id}`)),
    promise(item.delivery),
    item.reason?.text && h("p", { class: "reason" }, h("span", { class: "hidden" }, `${t("why")} `), item.reason.text));
}

function marks(changed) {
  const risen = changed.risen.map((item) => [item.item_id, t("badge.up", { n: item.by })]);
  return new Map([...changed.fresh.map((item) => [item.item_id, t("badge.new")]), ...risen]);
}

function shelf(one, page, does, mark, isNew) {
  const place = { shelf: one.shelf, recommendation_id: page.recommendation_id };
  return h("section", { class: isNew ? "shelf new" : "shelf", "data-name": one.shelf },
    h("h3", {}, one.title, isNew && h("span", { class: "badge" }, t("badge.shelf"))),
    h("ul", { class: "plain row" }, one.items.map((item) => card(item, { ...place, position: item.position }, does, mark.get(item.item_id)))));
}

export function fallback(page) {
  if (!page.fallback) return null;
  const key = `fallback.${page.fallback}`;
  const sentence = known(key) ? t(key) : t("fallback.other", { reason: page.fallback });
  return h("section", { class: "notice fallback", "data-fallback": page.fallback }, h("h3", {}, t("fallback")), h("p", {}, sentence));
}

export function shelves(page, does, changed) {
  const filled = page.shelves.filter((one) => one.items.length);
  if (!filled.length) return [h("section", { class: "empty" }, h("h2", {}, t("empty")), h("p", {}, t("empty.hint")))];
  const mark = marks(changed);
  return filled.map((one) => shelf(one, page, does, mark, changed.shelves.some((fresh) => fresh.shelf === one.shelf)));
}

export function behind(page) {
  const groups = (page.experiments ?? []).map((one) => `${one.name}: ${one.variant}`).join(", ");
  const rows = [
    [t("behind.model"), page.model_version ?? t("behind.none")],
    [t("behind.experiments"), groups || t("behind.none")],
    [t("behind.recommendation"), page.recommendation_id],
    [t("behind.at"), clock(new Date(page.generated_at))],
  ];
  return h("details", { class: "behind" }, h("summary", {}, t("behind")),
    h("dl", {}, rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value ?? "–")])));
}
