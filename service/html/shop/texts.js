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
export const quoted = (title) => (locale === "de" ? `„${title}“` : `“${title}”`);
export const named = (translations) => translations?.[locale] ?? Object.values(translations ?? {})[0] ?? "";
