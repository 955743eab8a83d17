// A delivery date → its sentence, with the time left to order by the minute. At the cut-off it is no longer said: ask again.
import { now } from "./api.js";
import { h } from "./dom.js";
import { within } from "./texts.js";

const MINUTE = 60_000; // ms
const DAY = 1_440 * MINUTE;
const SHORTEST = 2 * MINUTE; // nobody orders in less
let timer = 0;

export const expired = (delivery) => Boolean(delivery?.order_before) && Date.parse(delivery.order_before) <= now();

// No live region: a screen reader reads it where it stands and isn't told of every minute.
export function promise(delivery, text = delivery?.text) {
  if (!text || expired(delivery)) return null;
  return h("p", { class: "delivery", "data-before": delivery?.order_before }, h("span", {}, text),
    delivery?.countdown && h("time", { class: "countdown", datetime: delivery.order_before }, delivery.countdown));
}

function say(line, left) {
  const time = line.querySelector(".countdown");
  if (time && left < DAY) time.textContent = left < SHORTEST ? "" : within(Math.floor(left / MINUTE));
}

// Counts what stands on the page now. Where one ends, its `[data-asks]` hears `cutoff` and may ask again.
export function count() {
  clearTimeout(timer);
  const lines = [...document.querySelectorAll("[data-before]")].map((line) => [line, Date.parse(line.dataset.before) - now()]);
  const [over, running] = [lines.filter(([, left]) => left <= 0), lines.filter(([, left]) => left > 0)];
  running.forEach(([line, left]) => say(line, left));
  if (running.length) timer = setTimeout(count, Math.min(...running.map(([, left]) => left % MINUTE || MINUTE)) + 1);
  const asking = new Set(over.map(([line]) => line.closest("[data-asks]")));
  over.forEach(([line]) => line.remove());
  asking.forEach((place) => place?.dispatchEvent(new Event("cutoff")));
}
