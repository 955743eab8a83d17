// Two homepages → what is new, what rose, what left. Pure.
const RISEN = 2; // places; less is what a neighbour's leaving does by itself

const placed = (page) =>
  new Map((page?.shelves ?? []).flatMap((shelf) => shelf.items.map((item) => [item.item_id, item])));
const named = (page) => new Map((page?.shelves ?? []).map((shelf) => [shelf.shelf, shelf]));

export function between(before, after) {
  if (!before) return { shelves: [], left: [], fresh: [], risen: [], gone: [] };
  const [was, is] = [placed(before), placed(after)];
  const [stood, stands] = [named(before), named(after)];
  return {
    shelves: [...stands.values()].filter((shelf) => !stood.has(shelf.shelf)),
    left: [...stood.values()].filter((shelf) => !stands.has(shelf.shelf)),
    fresh: [...is.values()].filter((item) => !was.has(item.item_id)),
    risen: [...is.values()]
      .map((item) => ({ ...item, by: (was.get(item.item_id)?.position ?? 0) - item.position }))
      .filter((item) => item.by >= RISEN),
    gone: [...was.values()].filter((item) => !is.has(item.item_id)),
  };
}

export const nothing = (changed) => Object.values(changed).every((list) => list.length === 0);
export const onlyOn = (page, other) => between(other, page).fresh;
export const count = (page) => placed(page).size;
