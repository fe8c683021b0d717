// Makes a failing case small: as long as some part can be taken away and the case still fails, it is.

const isExpression = (node) =>
  typeof node === 'object' && node !== null &&
  (node.call || node.infix || node.prefix || node.in || node.exists || node.aggregate);

const parts = (node) => [...(node.args ?? []), ...(node.in ? [node.in] : []), ...(node.arg ? [node.arg] : [])];

// Simpler things that may stand in a node's place.
const instead = (node) => {
  if (Array.isArray(node) || typeof node !== 'object' || node === null) return [];
  if (isExpression(node)) return [...(node.exists ? ['true'] : []), ...parts(node).filter((p) => p !== null)];
  switch (node.kind) {
    case 'optional': case 'minus': case 'graph': return [node.group];
    case 'union': return node.groups;
    case 'select': return [node.query.where];
    default:
  }
  if (node.path) return [...(node.parts ?? []), ...(node.part ? [node.part] : [])];
  return [];
};

// What may be turned off in objects that hold it.
const OFF = {
  distinct: false, limit: null, offset: null, select: null, not: false, notNull: false, key: null, descending: false,
  language: undefined, datatype: undefined, count: null, group: null, on: null, separator: undefined, ontology: null, values: null, size: null, extension: undefined,
};

const REMOVABLE = new Set(['items', 'groups', 'select', 'template', 'from', 'fromNamed', 'groupBy', 'having', 'order', 'rows',
  'tables', 'maps', 'columns', 'uniques', 'foreign', 'indexes', 'poms', 'objects', 'predicates', 'graphs', 'classes', 'where', 'joins',
  'parts', 'args', 'variables']);

// All copies of a value with one thing less, the largest cuts first.
export function* smaller(value) {
  const found = [];
  const walk = (node, put, name) => {
    for (const other of instead(node)) found.push([weight(node) - weight(other), () => put(other)]);
    if (Array.isArray(node)) {
      if (REMOVABLE.has(name)) {
        if (node.length > 3) {
          const half = node.length >> 1;
          found.push([weight(node) / 2, () => put(node.slice(half))], [weight(node) / 2, () => put(node.slice(0, half))]);
        }
        node.forEach((item, i) => {
          if (node.length > 1 || !NOT_EMPTY.has(name)) found.push([weight(item), () => put(node.filter((_, j) => j !== i))]);
          // A group within a group gives its members.
          if (item?.kind === 'group')
            found.push([0.5, () => put([...node.slice(0, i), ...item.items, ...node.slice(i + 1)])]);
        });
      }
      node.forEach((item, i) => walk(item, (other) => put(node.map((old, j) => (j === i ? other : old))), `${name}[]`));
      return;
    }
    if (typeof node !== 'object' || node === null) return;
    for (const [key, item] of Object.entries(node)) {
      if (key in OFF && item !== OFF[key] && item !== undefined && item?.kind === undefined) found.push([weight(item), () => put({ ...node, [key]: OFF[key] })]);
      walk(item, (other) => put({ ...node, [key]: other }), key);
    }
  };
  walk(value, (other) => other, '');
  found.sort((a, b) => b[0] - a[0]);
  for (const [, make] of found) yield make();
}

// Lists that are nothing without a member.
const NOT_EMPTY = new Set(['parts', 'columns', 'predicates', 'objects', 'variables', 'tables', 'maps']);

const weight = (node) => (node === undefined ? 0 : JSON.stringify(node).length);

// The smallest that still fails, as far as `fails` says within the deadline (milliseconds of Date.now()).
export const shrink = async (value, fails, deadline) => {
  for (let again = true; again; ) {
    again = false;
    for (const candidate of smaller(value)) {
      if (Date.now() > deadline) return value;
      if (!(await fails(candidate))) continue;
      value = candidate;
      again = true;
      break;
    }
  }
  return value;
};
