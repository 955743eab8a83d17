// Who is visiting and what lies in the cart: kept for this tab, so that changing the language changes nothing else.
import { newId } from "./api.js";

const KEY = "zuvor.visit";

export const stranger = () => ({ anonymous_id: `guest-${newId()}` });
const empty = () => ({ visitor: stranger(), cart: [], carts: {}, wishes: [], compare: false });

export function restore() {
  try {
    return { ...empty(), ...JSON.parse(sessionStorage.getItem(KEY)) };
  } catch {
    return empty();
  }
}

export function keep(visit) {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(visit));
  } catch {
    // a browser that keeps nothing still shows the shop
  }
}
