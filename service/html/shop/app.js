// The demo shop: what somebody does → events → the homepage again → what changed and why.
import * as told from "./answers.js";
import * as api from "./api.js";
import { followed, merged, promised, put, sold, total } from "./cart.js";
import { between, count, onlyOn } from "./changes.js";
import { count as countDown } from "./countdown.js";
import { fill, find, h } from "./dom.js";
import * as panels from "./panels.js";
import { searcher } from "./search.js";
import { behind, card, fallback, shelves } from "./shelves.js";
import * as story from "./story.js";
import { named, quoted, t, tn } from "./texts.js";
import { keep, restore, stranger } from "./visitor.js";
import { watch } from "./visible.js";

const visit = restore();
const nobody = stranger(); // never sends anything: its page is the default page
const still = between(null, null);
let shop = { products: [], personas: [], categories: {} };
let search = searcher(shop);
let page = null;
let steps = Promise.resolve();
let unwatch = () => {};
let cartOf = null; // whose cart was asked for

const productOf = (itemId) => {
  const product = shop.products.find((one) => one.item_id === itemId);
  return product && { ...product, title: named(product.title) };
};
const titleOf = (itemId) => productOf(itemId)?.title ?? itemId ?? "";
const persona = (customerId) => shop.personas.find((one) => one.customer_id === customerId);
const nameOf = (customerId) => persona(customerId)?.name ?? customerId ?? "";

// One step after the other, so that a page never belongs to an older deed than its story.
const then = (step) => (steps = steps.then(step).catch(broken));

function act(cause, events) {
  keep(visit);
  whoami();
  const visitor = { ...visit.visitor };
  return then(async () => {
    await tell(visitor, events);
    await reload(cause);
  });
}

async function tell(visitor, events) {
  const full = events.map((event) => api.dressed(visitor, event));
  if (full.length) story.note(full, await api.send(full), titleOf, nameOf);
}

async function reload(cause) {
  find("stage").setAttribute("aria-busy", "true");
  const [mine, ordinary] = await Promise.all([
    api.homepage(visit.visitor),
    visit.compare ? api.homepage(nobody) : null,
  ]);
  const changed = cause ? between(page, mine) : still;
  page = mine;
  await follow(mine.answers ?? []);
  draw(ordinary, changed);
  if (cause) panels.say(story.tell(cause, changed));
}

// What is in the account's cart is asked for by name: a page says it once, and has more useful things to say.
async function follow(answers) {
  const { customer_id } = visit.visitor;
  const comes = customer_id && customer_id !== cartOf;
  cartOf = customer_id;
  const asked = comes ? await api.answers(visit.visitor, { answer: "cart" }).catch(() => null) : null;
  told.hold(answers, true);
  for (const { data } of [...(asked?.answers ?? []), ...answers].filter((one) => one.answer === "cart"))
    visit.cart = followed(visit.cart, data?.items ?? [], productOf);
  keep(visit);
}

// A date has passed its cut-off: the page is asked again, in silence where nobody answers.
const anew = () => (steps = steps.then(() => reload(null)).catch((problem) => console.warn(problem)));

function draw(ordinary, changed) {
  const key = document.activeElement?.dataset?.key;
  unwatch();
  const name = visit.visitor.customer_id ? t("personal.of", { name: nameOf(visit.visitor.customer_id) }) : t("personal");
  const differ = ordinary && tn("differ", onlyOn(page, ordinary).length, { total: count(page) });
  fill(find("personal"), h("header", {}, h("h2", {}, name), differ && h("p", { class: "muted" }, differ)),
    told.answers(does, productOf), fallback(page), shelves(page, does, changed), behind(page), told.before(async () => (await api.answers(visit.visitor)).told));
  find("ordinary").hidden = !ordinary;
  if (ordinary) fill(find("ordinary"), h("header", {}, h("h2", {}, t("ordinary")), h("p", { class: "muted" }, t("ordinary.lead"))), shelves(ordinary, aside, still));
  find("stage").classList.toggle("beside", Boolean(ordinary));
  find("stage").removeAttribute("aria-busy");
  find("opt-out").setAttribute("aria-checked", String(page.fallback === "no_consent"));
  whoami();
  refocus(key);
  unwatch = watch([...find("personal").querySelectorAll(".product, .answer")], seen(page, { ...visit.visitor }));
  countDown();
}

const seen = (shown, visitor) => (elements) => {
  const items = elements.filter((one) => one.dataset.item)
    .map(({ dataset }) => ({ item_id: dataset.item, shelf: dataset.shelf, position: Number(dataset.position) }));
  const list = { event: "view_item_list", placement: "home", recommendation_id: shown.recommendation_id, items };
  const answers = told.shown(elements.map((one) => one.dataset.id).filter(Boolean));
  tell(visitor, [...(items.length ? [list] : []), ...answers]);
};

function refocus(key) {
  if (!key || document.querySelector("dialog[open]")) return;
  const same = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key);
  (same ?? find("changes")).focus({ preventScroll: true });
}

function broken(problem) {
  console.warn(problem);
  find("stage").removeAttribute("aria-busy");
  find("ordinary").hidden = true;
  story.reset();
  fill(find("personal"), h("section", { class: "notice bad", role: "alert" }, h("h2", {}, t("error")), h("p", {}, t("error.hint")),
    h("p", {}, h("button", { type: "button", onclick: start }, t("retry")))));
}

const from = (place) => (place?.recommendation_id ? { recommendation_id: place.recommendation_id } : {});

const does = {
  wished: (itemId) => visit.wishes.includes(itemId),
  carted: (itemId) => visit.cart.some((line) => line.item_id === itemId),
  look(item, place) {
    const product = { ...shop.products.find((one) => one.item_id === item.item_id), ...item };
    panels.product(product, place, does, named(shop.categories[product.category]));
    const click = { event: "select_item", item_id: item.item_id, shelf: place.shelf, position: place.position, placement: "home", ...from(place) };
    act({ text: t("cause.view", { title: quoted(item.title) }) },
      [...(place.shelf && place.recommendation_id ? [click] : []), { event: "view_item", item_id: item.item_id, ...from(place) }]);
  },
  wish(item, place) {
    if (does.wished(item.item_id)) return;
    visit.wishes.push(item.item_id);
    panels.settle("wish", item.item_id);
    act({ text: t("cause.wish", { title: quoted(item.title) }) }, [{ event: "add_to_wishlist", item_id: item.item_id, ...from(place) }]);
  },
  cart(item, place) {
    put(visit.cart, item);
    inCart(item.item_id);
    act({ text: t("cause.cart", { title: quoted(item.title) }), left: { ...item, to: "cart" } },
      [{ event: "add_to_cart", item_id: item.item_id, quantity: 1, ...from(place) }]);
  },
  uncart(line) {
    visit.cart = visit.cart.filter((one) => one !== line);
    told.drop((one) => one.answer === "cart");
    panels.cart(visit.cart, does);
    act({ text: t("cause.uncart", { title: quoted(line.title) }) }, [{ event: "remove_from_cart", item_id: line.item_id, quantity: line.quantity }]);
  },
  buy() {
    const lines = sold(visit.cart);
    visit.cart = [];
    told.drop((one) => one.answer === "cart");
    find("cart").close();
    const items = lines.map(({ item_id, quantity, price }) => ({ item_id, quantity, price }));
    const value = Math.round(100 * total(lines)) / 100;
    act({ text: tn("cause.buy", lines.length), left: { ...lines[0], to: "bought" } },
      [{ event: "purchase", order_id: `D-${api.newId().slice(0, 8).toUpperCase()}`, items, value, currency: lines[0].currency ?? "EUR", ...promised(lines) }]);
  },
  // One click: the body is ready to be sent.
  accept(answer) {
    const { body } = answer.data.action;
    const chosen = { event: "answer_selected", answer_id: answer.answer_id };
    if (!told.suggests(answer)) {
      tell(visit.visitor, [...told.shown([answer.answer_id]), chosen]);
      return openCart();
    }
    const item = productOf(body.item_id) ?? { item_id: body.item_id, title: body.item_id };
    put(visit.cart, item, body.quantity);
    inCart(body.item_id);
    return act({ text: t("cause.cart", { title: quoted(item.title) }), left: { ...item, to: "cart" } }, [...told.shown([answer.answer_id]), chosen, body]);
  },
  follow(answer) {
    tell(visit.visitor, [...told.shown([answer.answer_id]), { event: "answer_selected", answer_id: answer.answer_id }]);
  },
  dismiss(answer) {
    told.drop((one) => one === answer);
    told.remove(answer);
    find("personal").querySelector("button")?.focus({ preventScroll: true });
  },
  async ask(itemId) {
    told.hold((await api.answers(visit.visitor, { item_id: itemId })).answers.filter((one) => one.item_id === itemId), false);
    return told.about(itemId);
  },
  told: (ids) => tell(visit.visitor, told.shown(ids)),
  hide(item, place) {
    told.drop((one) => one.item_id === item.item_id && told.suggests(one));
    act({ text: t("cause.hide", { title: quoted(item.title) }), left: { ...item, to: "hidden" } },
      [{ event: "not_interested", item_id: item.item_id, ...from(place) }]);
  },
};
function inCart(itemId) {
  told.drop((one) => one.item_id === itemId && told.suggests(one));
  panels.settle("cart", itemId);
}

// From the default page the same deeds, but they quote no showing: it was somebody else's page.
const aside = { ...does, ...Object.fromEntries(["look", "wish", "cart", "hide"].map((deed) => [deed, (item) => does[deed](item, {})])) };

// A shop keeps the carts of its accounts; of this demo's the browser tab does.
function leave() {
  const { customer_id } = visit.visitor;
  if (customer_id) visit.carts[customer_id] = visit.cart;
  Object.assign(visit, { cart: [], wishes: [] });
  told.forget();
}

function choose(one) {
  leave();
  Object.assign(visit, { visitor: { ...stranger(), ...(one && { customer_id: one.customer_id }) }, cart: visit.carts[one?.customer_id] ?? [] });
  find("guests").open = false;
  find("guests").querySelector("summary").focus();
  const text = one ? t("cause.chosen", { name: one.name }) : t("cause.stranger");
  act({ text }, one ? [{ event: "identify" }] : []);
}

function signIn(one) {
  told.forget();
  visit.visitor.customer_id = one.customer_id;
  visit.cart = merged(visit.cart, visit.carts[one.customer_id] ?? []);
  act({ text: t("cause.sign_in", { name: one.name }) }, [{ event: "identify" }]);
}

function signOut() {
  const leaving = visit.visitor;
  leave();
  keep(visit);
  then(async () => {
    await tell(leaving, [{ event: "sign_out" }]);
    visit.visitor = { anonymous_id: leaving.anonymous_id };
    keep(visit);
    await reload({ text: t("cause.sign_out") });
  });
}

function decide() {
  const decision = find("opt-out").getAttribute("aria-checked") === "true" ? "granted" : "denied";
  const { customer_id } = visit.visitor;
  told.drop(told.suggests);
  const event = { event: "consent_updated", purposes: { personalisation: decision } };
  if (!customer_id) return act({ text: t(`cause.${decision}`) }, [event]);
  return then(async () => {
    const full = api.dressed(visit.visitor, event);
    story.note([full], await api.consent(customer_id, decision), titleOf, nameOf);
    await reload({ text: t(`cause.${decision}`) });
  });
}

function look(query) {
  const { hits, results, category, department } = search(query);
  const title = results ? tn("results", results, { query }) : t("results.none", { query });
  const chips = Object.keys(shop.categories).slice(0, 12).map((path) =>
    h("li", {}, h("button", { type: "button", onclick: () => look(department(path)) }, department(path))));
  fill(find("results"), h("header", {}, h("h2", { tabindex: "-1" }, title), h("button", { type: "button", onclick: endSearch }, t("results.close"))),
    results ? h("ul", { class: "plain row wrapped" }, hits.map((item) => card(item, {}, does)))
      : [h("p", { class: "muted" }, t("results.hint")), h("ul", { class: "plain chips" }, chips)]);
  find("results").hidden = false;
  find("query").value = query;
  find("results").scrollIntoView({ block: "start" });
  act({ text: t("cause.search", { query }) }, [{ event: "search", query, results, ...(category && { category }) }]);
}

function endSearch() {
  find("results").hidden = true;
  find("query").value = "";
  find("query").focus();
}

function whoami() {
  const { customer_id } = visit.visitor;
  fill(find("you"), h("b", {}, customer_id ? t("you", { name: nameOf(customer_id) }) : t("you.stranger")),
    h("span", { class: "muted" }, customer_id ? ` – ${named(persona(customer_id)?.sentence)}` : ""));
  find("sign").textContent = customer_id ? t("sign_out") : t("sign_in");
  find("compare").setAttribute("aria-checked", String(visit.compare));
  for (const button of find("personas").querySelectorAll("button"))
    button.setAttribute("aria-pressed", String(button.dataset.customer === (customer_id ?? "")));
  const pieces = visit.cart.reduce((sum, line) => sum + line.quantity, 0);
  find("pieces").textContent = pieces || "";
  find("cart-button").setAttribute("aria-label", tn("cart.open", pieces));
}

function guests() {
  const face = (name, sentence, id, act, letter) => h("li", {},
    h("button", { type: "button", class: "guest", "data-customer": id, onclick: act },
      h("span", { class: "face", "aria-hidden": "true" }, letter),
      h("span", {}, h("b", {}, name), h("span", { class: "small" }, sentence))));
  fill(find("personas"), shop.personas.map((one) => face(one.name, named(one.sentence), one.customer_id, () => choose(one), one.name.slice(0, 1))),
    face(t("stranger"), t("stranger.sentence"), "", () => choose(null), "?"));
}

function openCart() {
  panels.cart(visit.cart, does);
  const items = visit.cart.map(({ item_id, quantity, price }) => ({ item_id, quantity, price }));
  if (items.length) tell(visit.visitor, [{ event: "view_cart", items }]);
}

function wire() {
  find("personal").addEventListener("cutoff", anew);
  find("guests").addEventListener("toggle", () => find("welcome").classList.toggle("hidden", !find("guests").open));
  find("search").addEventListener("submit", (event) => {
    event.preventDefault();
    const query = find("query").value.trim();
    if (query) look(query);
  });
  find("cart-button").addEventListener("click", openCart);
  find("sign").addEventListener("click", () => (visit.visitor.customer_id ? signOut() : panels.signIn(shop.personas, signIn)));
  find("opt-out").addEventListener("click", decide);
  find("compare").addEventListener("click", () => {
    visit.compare = !visit.compare;
    keep(visit);
    then(() => reload(null));
  });
  find("toast-look").addEventListener("click", () => {
    document.querySelector("dialog[open]")?.close();
    find("toast").hidden = true;
    find("changes").scrollIntoView({ block: "start" });
    find("changes").focus({ preventScroll: true });
  });
  find("toast-close").addEventListener("click", () => (find("toast").hidden = true));
  for (const dialog of document.querySelectorAll("dialog")) {
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    // The card that opened it may have been drawn anew meanwhile: the browser's own way back is lost then.
    dialog.addEventListener("close", () => {
      const focused = document.activeElement;
      if (focused === document.body || dialog.contains(focused)) refocus(dialog.dataset.back);
    });
  }
}

function start() {
  return then(async () => {
    shop = await api.catalogue();
    search = searcher(shop);
    guests();
    find("guests").open = !visit.visitor.customer_id;
    whoami();
    await reload(null);
  });
}

wire();
start();
