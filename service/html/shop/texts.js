// The sentences the page brought along → text, plurals and prices in the reader's language.
const sentences = JSON.parse(document.getElementById("texts").textContent);
export const locale = document.documentElement.lang;
const plural = new Intl.PluralRules(locale);

export const t = (key, values = {}) =>
  (sentences[`shop.${key}`] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
export const tn = (key, n, values = {}) => t(`${key}.${plural.select(n)}`, { n, ...values });
export const known = (key) => `shop.${key}` in sentences;

export const money = (amount, currency) =>
  amount == null ? "" : new Intl.NumberFormat(locale, { style: "currency", currency: currency ?? "EUR" }).format(amount);
export const clock = (date) =>
  new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(date);
export const day = (date) => new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" }).format(date);
const unit = (amount, name) => new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: "short" }).format(amount);
// `bestellen Sie in den nächsten 2 Std. 14 Min.`, as the service words it.
export function within(minutes) {
  const [hours, rest] = minutes >= 120 ? [Math.floor(minutes / 60), minutes % 60] : [0, minutes];
  const left = [hours && unit(hours, "hour"), rest && unit(rest, "minute")].filter(Boolean).join(" ");
  return sentences["time.order_within"].replace("{left}", left);
}
export const quoted = (title) => (locale === "de" ? `„${title}“` : `“${title}”`);
export const named = (translations) => translations?.[locale] ?? Object.values(translations ?? {})[0] ?? "";
