// What the service says before anybody asks → quiet cards, most useful first. What was seen is told, and stays until the page is left.
import { expired, promise } from "./countdown.js";
import { h, icon } from "./dom.js";
import { picture } from "./shelves.js";
import { day, t } from "./texts.js";

const LATE = 0.5; // more likely than not
const most = Number(document.getElementById("personal").dataset.answers);
const held = new Map(); // subject → {answer, onPage}: given in this visit
const told = new Set(); // answer ids

const subject = (one) => [one.answer, one.item_id, one.order_id].join("/");
export const suggests = (one) => one.data?.action?.body?.event === "add_to_cart";
export const late = (one) => one.answer === "order_status" && one.data?.late >= LATE;
const quiet = (one) => one.answer === "order_status" && !late(one) && !one.data?.correction;

// The same sentence again is the same answer: it isn't told twice.
export function hold(answers, onPage) {
  for (const answer of answers ?? []) {
    const before = held.get(subject(answer));
    const same = before?.answer.text === answer.text;
    held.set(subject(answer), { answer: same ? before.answer : answer, onPage: onPage || Boolean(before?.onPage) });
  }
}

export function drop(test) {
  for (const [key, { answer }] of held) if (test(answer)) held.delete(key);
}

export const forget = () => held.clear();

export function about(itemId) {
  drop((one) => expired(one.data?.delivery));
  return [...held.values()].map((one) => one.answer).filter((one) => one.item_id === itemId && !one.order_id);
}

// The events that say what was seen, once each.
export function shown(ids) {
  const news = ids.filter((id) => !told.has(id));
  news.forEach((id) => told.add(id));
  return news.map((answer_id) => ({ event: "answer_shown", answer_id }));
}

function act(one, does) {
  const { action } = one.data ?? {};
  if (!action) return null;
  const settings = { class: "button", "data-key": `answer/${subject(one)}` };
  if (action.body) return h("button", { ...settings, type: "button", onclick: () => does.accept(one) }, action.label);
  return action.url && h("a", { ...settings, href: action.url, onclick: () => does.follow(one) }, action.label);
}

function answerCard(one, does, productOf) {
  const product = productOf(one.item_id ?? one.data?.items?.[0]?.item_id ?? one.data?.item_ids?.[0]);
  const delivery = one.answer === "delivery_promise" ? one.data?.delivery : null;
  const kind = late(one) ? "late" : quiet(one) ? "status" : one.data?.correction ? "corrected" : "";
  return h("li", { class: `answer ${kind}`, "data-answer": one.answer, "data-id": one.answer_id },
    product && kind !== "status" && picture(product, "thumb"),
    h("div", { class: "what" },
      kind && kind !== "status" && h("span", { class: "badge" }, t(`answers.${kind}`)),
      delivery ? promise(delivery, one.text) : h("p", {}, one.text)),
    act(one, does),
    h("button", { type: "button", class: "tool", title: t("answers.hide"), "aria-label": `${t("answers.hide")}: ${one.text}`, onclick: () => does.dismiss(one) }, icon("cross")));
}

export function remove(one) {
  const card = document.querySelector(`[data-id="${one.answer_id}"]`);
  const section = card.closest("section");
  card.remove();
  if (!section.querySelector(".answer")) section.remove();
}

export function answers(does, productOf) {
  drop((one) => expired(one.answer === "delivery_promise" && one.data?.delivery));
  const given = [...held.values()].filter((one) => one.onPage).map((one) => one.answer);
  given.sort((one, other) => other.data.priority - one.data.priority);
  return given.length > 0 && h("section", { "aria-label": t("answers") },
    h("ul", { class: "plain answers" }, given.slice(0, most).map((one) => answerCard(one, does, productOf))));
}

// What was told before, on whatever channel: asked for when it is opened.
export function before(ask) {
  const list = h("ul", { class: "plain" });
  const line = (one) => h("li", {}, one.text, h("span", { class: "muted" }, ` – ${day(new Date(one.shown_at))}`));
  const open = async (event) => {
    if (!event.target.open) return;
    const said = await ask().catch(() => []);
    list.replaceChildren(...(said.length ? said.map(line) : [h("li", { class: "muted" }, t("answers.told.none"))]));
  };
  return h("details", { class: "behind before", ontoggle: open }, h("summary", {}, t("answers.told")), list);
}
