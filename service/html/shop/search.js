// A few words → products of the catalogue, found in the browser; the service only hears what was looked for.
import { named } from "./texts.js";

const SHOWN = 24;
const plain = (words) => words.toLowerCase().normalize("NFD").replace(/\p{M}/gu, "").replace(/ß/g, "ss");

export function searcher(shop) {
  const department = (path) => named(shop.categories[path]);
  const written = shop.products.map((product) => [
    product,
    plain([...Object.values(product.title), product.category ?? "", ...Object.values(shop.categories[product.category] ?? {})].join(" ")),
  ]);
  return (query) => {
    const words = plain(query).split(/\s+/).filter(Boolean);
    const hits = written.filter(([, text]) => words.every((word) => text.includes(word))).map(([product]) => product);
    const categories = new Set(hits.map((product) => product.category));
    return {
      hits: hits.slice(0, SHOWN).map((product) => ({ ...product, title: named(product.title) })),
      results: hits.length,
      category: categories.size === 1 ? [...categories][0] ?? undefined : undefined,
      department,
    };
  };
}
