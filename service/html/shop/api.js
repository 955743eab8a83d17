// The public API as a shop would use it: a page, answers, events, related items, consent. Nothing else.
import { locale } from "./texts.js";

const PATIENCE = 10_000; // ms
let ahead = 0; // the service's clock minus ours, ms: a replay runs at another time

export const now = () => Date.now() + ahead;
export const newId = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, "0")).join("");

async function call(path, method = "GET", body = undefined) {
  const response = await fetch(path, {
    method,
    keepalive: method !== "GET", // what was done counts, also when the page is left
    headers: body ? { "Content-Type": "application/json" } : {},
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(PATIENCE),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status}`);
  return response.headers.get("Content-Type")?.includes("json") ? response.json() : null;
}

// The device, too: what was put into the cart here needs no telling here.
const known = ({ customer_id, anonymous_id }) => ({ ...(customer_id && { customer_id }), anonymous_id });

export async function homepage(visitor) {
  const page = await call(`/v1/homepage?${new URLSearchParams({ ...known(visitor), placement: "home", locale })}`);
  const made = Date.parse(page.generated_at);
  if (made) ahead = made - Date.now();
  return page;
}

export const answers = (visitor, about = {}) =>
  call(`/v1/answers?${new URLSearchParams({ ...known(visitor), ...about, channel: "web", locale })}`);

export const related = (itemId, kind) =>
  call(`/v1/items/${encodeURIComponent(itemId)}/related?${new URLSearchParams({ kind, locale })}`);

export function dressed(visitor, event) {
  return {
    event_id: newId(),
    occurred_at: new Date(now()).toISOString(),
    anonymous_id: visitor.anonymous_id,
    ...(visitor.customer_id && { customer_id: visitor.customer_id }),
    channel: "web",
    locale,
    ...event,
  };
}

// Answers one status per event; `failed` where nothing came back.
export async function send(events) {
  try {
    const answer = await call("/v1/events", "POST", { events });
    return events.map((_, place) => answer.results?.[place]?.status ?? "accepted");
  } catch {
    return events.map(() => "failed");
  }
}

export async function consent(customerId, decision) {
  try {
    const purposes = { personalisation: decision };
    await call(`/v1/customers/${encodeURIComponent(customerId)}/consent`, "PUT", { purposes });
    return ["accepted"];
  } catch {
    return ["failed"];
  }
}

export const catalogue = () => call("/shop/shop.json");
