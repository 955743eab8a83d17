// What lies in the cart: put in here, or followed from another device as the service says.
import { expired } from "./countdown.js";

const lineOf = (item, quantity) => ({
  item_id: item.item_id, title: item.title, price: item.price, currency: item.currency, image_url: item.image_url,
  delivery: item.delivery, quantity,
});

export function put(cart, item, quantity = 1) {
  const line = cart.find((one) => one.item_id === item.item_id);
  if (line) line.quantity += quantity;
  else cart.push(lineOf(item, quantity));
}

// The service's lines are the person's on all devices; what it doesn't know (nobody may keep it) stays as it is here.
export function followed(cart, lines, productOf) {
  const theirs = lines.map((line) => ({
    ...lineOf({ ...productOf(line.item_id), ...line, title: productOf(line.item_id)?.title ?? line.title }, line.quantity),
    changes: line.changes.map((change) => change.text), gone: !line.available,
  }));
  return [...theirs, ...cart.filter((line) => !lines.some((one) => one.item_id === line.item_id))];
}

// Where the service has said it already: of what is in both, the larger quantity.
export function merged(cart, other) {
  const same = (line) => other.find((one) => one.item_id === line.item_id);
  const both = cart.map((line) => ({ ...line, quantity: Math.max(line.quantity, same(line)?.quantity ?? 0) }));
  return [...both, ...other.filter((line) => !cart.some((one) => one.item_id === line.item_id))];
}

export const sold = (cart) => cart.filter((line) => !line.gone);
export const total = (cart) => sold(cart).reduce((sum, line) => sum + line.quantity * line.price, 0);

// What was promised stays with the order, where all of it was promised.
export function promised(cart) {
  const latest = cart.map((line) => !expired(line.delivery) && line.delivery?.latest);
  return latest.every(Boolean) ? { promised_latest: latest.sort((one, other) => Date.parse(one) - Date.parse(other)).at(-1) } : {};
}
