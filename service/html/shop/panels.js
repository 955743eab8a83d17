// What opens over the page: one product, the cart, the sign-in. Native dialogs keep the focus and close with Escape.
import * as api from "./api.js";
import { sold, total } from "./cart.js";
import { count, promise } from "./countdown.js";
import { fill, find, h, icon } from "./dom.js";
import { card, picture } from "./shelves.js";
import { money, t } from "./texts.js";

const KINDS = ["similar", "together"];

const closer = (dialog) =>
  h("button", { type: "button", class: "tool close", "aria-label": t("close"), onclick: () => dialog.close() }, icon("cross"));

function open(dialog, ...children) {
  fill(dialog, closer(dialog), ...children, h("p", { class: "said small", role: "status" }));
  if (!dialog.open) {
    dialog.dataset.back = document.activeElement?.dataset.key ?? "";
    dialog.showModal();
  }
  dialog.scrollTop = 0;
}

export function product(item, place, does, department) {
  const dialog = find("product");
  const button = (label, act, settings) => h("button", { type: "button", onclick: act, ...settings }, label);
  const sold = item.available === false;
  const carted = does.carted(item.item_id);
  const wished = does.wished(item.item_id);
  const lists = h("div", { class: "related", "aria-busy": "true" });
  const said = h("div", { class: "promises", "data-asks": true });
  said.addEventListener("cutoff", () => fillPromises(said, item, does));
  open(dialog,
    picture(item, "large"),
    h("div", { class: "facts" },
      department && h("p", { class: "muted small" }, department),
      h("h2", { id: "product-title" }, item.title),
      h("p", { class: "big" }, money(item.price, item.currency)),
      said,
      item.reason?.text && h("p", { class: "reason" }, item.reason.text),
      h("div", { class: "acts" },
        button(sold ? t("unavailable") : carted ? t("in_cart") : t("add_to_cart"), () => does.cart(item, place),
          { class: "main", disabled: sold, "data-act": `cart/${item.item_id}` }),
        button(wished ? t("wished") : t("wish"), () => does.wish(item, place), { "data-act": `wish/${item.item_id}` }),
        button(t("not_interested"), () => { dialog.close(); does.hide(item, place); }))),
    lists);
  fill(said, promise(item.delivery));
  fillPromises(said, item, does);
  return fillRelated(lists, item, does);
}

// What is known of this one item: the date, and whatever is news. Where nothing is said the page's own word stays.
async function fillPromises(said, item, does) {
  const answers = await does.ask(item.item_id).catch(() => []);
  const line = (one) => {
    const words = promise(one.data?.delivery, one.text) ?? h("p", {}, one.text);
    if (one.data?.correction) words.prepend(h("span", { class: "badge" }, t("answers.corrected")), " ");
    return words;
  };
  const dated = answers.some((one) => one.answer === "delivery_promise");
  fill(said, !dated && promise(item.delivery), answers.map(line));
  does.told(answers.map((one) => one.answer_id));
  count();
}

async function fillRelated(lists, item, does) {
  const answers = await Promise.all(KINDS.map((kind) => api.related(item.item_id, kind).catch(() => null)));
  const sections = answers.map((answer, place) => {
    const items = (answer?.items ?? []).filter((one) => one.item_id !== item.item_id).slice(0, 4);
    const from = { recommendation_id: answer?.recommendation_id };
    return items.length > 0 && h("section", {}, h("h3", {}, t(KINDS[place])),
      h("ul", { class: "plain row" }, items.map((one) => card(one, from, does))));
  });
  const nothing = h("p", { class: "muted" }, answers.every((answer) => !answer) ? t("error") : t("related.empty"));
  fill(lists, sections.some(Boolean) ? sections : nothing);
  lists.removeAttribute("aria-busy");
}

export function cart(lines, does) {
  const changed = (line) => line.changes?.length > 0 && h("p", { class: "small changed" }, line.changes.join(" "));
  const rows = lines.map((line) =>
    h("li", {}, picture(line, "thumb"),
      h("div", { class: "what" }, h("b", {}, line.title), h("br"), line.gone ? !line.changes.length && t("unavailable") : `${line.quantity} × ${money(line.price, line.currency)}`,
        changed(line), !line.gone && promise(line.delivery)),
      h("button", { type: "button", class: "tool", title: t("cart.remove"), "aria-label": `${t("cart.remove")}: ${line.title}`, onclick: () => does.uncart(line) }, icon("cross"))));
  open(find("cart"),
    h("h2", { id: "cart-title" }, t("cart")),
    lines.length ? h("ul", { class: "plain lines" }, rows) : h("p", { class: "muted" }, t("cart.empty")),
    lines.length > 0 && h("p", { class: "total" }, h("span", {}, t("cart.total")), h("b", {}, money(total(lines), lines[0].currency))),
    lines.length > 0 && h("button", { type: "button", class: "main", disabled: !sold(lines).length, onclick: does.buy }, t("buy")));
}

export function signIn(personas, choose) {
  const dialog = find("sign-in");
  open(dialog, h("h2", { id: "sign-in-title" }, t("sign_in")), h("p", { class: "muted" }, t("sign_in.lead")),
    h("div", { class: "acts column" }, personas.map((one) =>
      h("button", { type: "button", onclick: () => { dialog.close(); choose(one); } }, one.name))));
}

// The page behind is drawn anew after every step, an open panel is not: its buttons learn of it here.
export function settle(act, itemId) {
  for (const button of document.querySelectorAll("dialog[open] [data-act]")) {
    if (button.dataset.act !== `${act}/${itemId}`) continue;
    const done = t(act === "cart" ? "in_cart" : "wished");
    if (button.classList.contains("tool")) button.setAttribute("aria-pressed", "true");
    else button.textContent = done;
  }
}

// Said inside an open dialog too: what lies behind it is out of reach for a screen reader.
export function say(sentence) {
  const dialog = document.querySelector("dialog[open]");
  (dialog?.querySelector(".said") ?? find("said")).textContent = sentence;
}
