// Queries of one shape: the constants of a query, and others of the same kind in their places.
//
// A *faced* query is a query as plain data (`sparql.mjs`) in which a constant is several, one for each *face*:
// `face` gives the query that one of them is. So what makes a query smaller makes all its faces smaller.
import { ARGUMENTS, CONSTANTS } from './expression.mjs';
import { XSD } from './types.mjs';

const BETWEEN = '\u001f'; // the texts of a constant, face by face

// --- Kinds ------------------------------------------------------------------------------------------

const NUMBERS = { integer: /^\d+$/, decimal: /^\d*\.\d+$/, double: /^(\d+\.?\d*|\.\d+)[eE][+-]?\d+$/ };

// What may stand for a constant without another token, or another tag, beside or in its place; null: no constant.
export const kindOfConstant = (text) => {
  if (text.startsWith('<')) return text.startsWith(`<${XSD}`) ? null : 'iri';
  const [, tag] = /^"(?:[^"\\]|\\.)*"(.*)$/s.exec(text) ?? [];
  if (tag !== undefined) return `"${tag}`;
  const [, sign, digits] = /^([+-]?)(.*)$/s.exec(text);
  const type = Object.keys(NUMBERS).find((name) => NUMBERS[name].test(digits));
  return type === undefined ? null : sign + type;
};

// What the plan cache takes for the same constant, whatever stands about it.
const lexicalOf = (text) => /^"((?:[^"\\]|\\.)*)"/s.exec(text)?.[1] ?? text;

// The literal of a kind with that lexical form.
const ofKind = (kind, lexical) => (kind.startsWith('"') ? `"${lexical}${kind}` : lexical);

// An IRI that is nearly one of the graph's: a template makes it of something else, or does not make it.
const nearly = (random, iri) => {
  const text = iri.slice(1, -1);
  return `<${random.pick([`${text}0`, `${text}x`, `${text}/1`, `${text}%20`, text.replace(/1$/, '%31'), text.replace(/(\d)$/, '0$1')])}>`;
};

// 1 is "1"^^xsd:integer, and the other way round.
const twinOf = (text) => {
  const lexical = lexicalOf(text);
  const [, type] = /^[+-]?(\w+)$/.exec(kindOfConstant(lexical) ?? '') ?? [];
  if (!(type in NUMBERS)) return text;
  return text === lexical ? `"${text}"^^<${XSD}${type}>` : lexical;
};

// The constants of a world by kind.
export class Constants {
  #kinds = new Map();

  constructor(quads) {
    for (const text of [...Object.values(CONSTANTS).flat(), ...quads.flatMap(([s, , o]) => [s, o])]) {
      this.#add(text);
      this.#add(twinOf(text));
    }
    this.graphs = [...new Set(quads.map((quad) => quad[3]))].filter((graph) => graph !== '');
  }

  #add(text) {
    const kind = text.startsWith('_:') ? null : kindOfConstant(text);
    if (kind !== null) this.#kinds.set(kind, (this.#kinds.get(kind) ?? new Set()).add(text));
  }

  of(kind) {
    return [...(this.#kinds.get(kind) ?? [])];
  }
}

// --- Places -----------------------------------------------------------------------------------------

// A copy of a query with what change(text, choices) gives in each constant's place; choices: what may stand
// there, null: any of its kind.
const mapConstants = (query, graphs, change) => {
  const constant = (text, choices = null) =>
    typeof text !== 'string' || (choices === null && kindOfConstant(text) === null) ? text : change(text, choices);
  const slot = (text) => (/^[?_[]/.test(text) ? text : constant(text));
  const list = (items, one) => items.map(one);

  const expr = (e) => {
    if (e === null) return e;
    if (typeof e === 'string') return slot(e);
    if (e.exists) return { ...e, exists: group(e.exists) };
    if (e.call === 'IRI') return { ...e, args: e.args.map((arg) => (typeof arg === 'string' ? expr(arg) : arg)) };
    if (e.call) return { ...e, args: e.args.map((arg, i) => argument(arg, ARGUMENTS[e.call]?.[i])) };
    if (e.infix) return { ...e, args: list(e.args, expr) };
    if (e.prefix) return { ...e, arg: expr(e.arg) };
    if (e.in) return { ...e, in: expr(e.in), args: list(e.args, expr) };
    const separator = e.separator === undefined ? {} : { separator: constant(e.separator, ['","', '""', '"; "']) };
    return { ...e, arg: expr(e.arg), ...separator };
  };
  const argument = (arg, choices) => (choices && typeof arg === 'string' && !arg.startsWith('?') ? constant(arg, choices) : expr(arg));
  const item = (i) => (typeof i === 'string' ? slot(i) : { ...i, expr: expr(i.expr) });
  const triple = (t) => ({ ...t, s: slot(t.s), o: slot(t.o) });

  const pattern = (p) => {
    switch (p.kind) {
      case 'group': return group(p);
      case 'triple': return triple(p);
      case 'union': return { ...p, groups: list(p.groups, group) };
      case 'graph': return { ...p, name: p.name.startsWith('?') || graphs.length === 0 ? p.name : constant(p.name, graphs), group: group(p.group) };
      case 'filter': return { ...p, expr: expr(p.expr) };
      case 'bind': return { ...p, expr: expr(p.expr) };
      case 'values': return { ...p, rows: p.rows.map((row) => row.map((cell) => constant(cell))) };
      case 'select': return { ...p, query: whole(p.query) };
      default: return { ...p, group: group(p.group) };
    }
  };
  const group = (g) => ({ ...g, items: list(g.items, pattern) });
  const number = (n) => (n === null ? null : constant(String(n), ['0', '1', '2', '3', '10']));

  const whole = (q) => ({
    ...q,
    select: q.select === null ? null : list(q.select, item),
    template: q.template.map((t) => ({ ...triple(t), p: slot(t.p) })),
    where: group(q.where),
    groupBy: q.groupBy.map((key) => (key.as ? item(key) : expr(key))),
    having: list(q.having, expr),
    order: q.order.map((key) => ({ ...key, expr: expr(key.expr) })),
    limit: number(q.limit),
    offset: number(q.offset),
    values: q.values === null ? null : pattern(q.values),
  });
  return whole(query);
};

// --- Faces ------------------------------------------------------------------------------------------

// What stands for constants in one variant. Where equal ones stay equal it is chosen by lexical form, among what
// can be said in all its places; otherwise place by place.
const chooser = (random, constants, kindsOf) => {
  const together = random.chance(0.7);
  const change = random.pick([0.5, 0.8, 1]);
  const chosen = new Map();
  const any = (text, choices) => {
    if (!random.chance(change)) return text;
    if (choices !== null) return random.pick(choices);
    const kind = kindOfConstant(text);
    const others = constants.of(kind).filter((other) => other !== text);
    if (others.length === 0) return text;
    const other = random.pick(others);
    return kind === 'iri' && random.chance(0.15) ? nearly(random, other) : other;
  };
  return (text, choices) => {
    if (!together || kindOfConstant(text) === null) return any(text, choices);
    const lexical = lexicalOf(text);
    if (!chosen.has(lexical)) {
      const other = any(text, choices);
      const fits = [...kindsOf.get(lexical)].every((kind) =>
        kind.startsWith('"') ? constants.of(kind).includes(ofKind(kind, lexicalOf(other))) : kindOfConstant(lexicalOf(other)) === kind);
      chosen.set(lexical, kindsOf.get(lexical).size === 1 || fits ? lexicalOf(other) : lexical);
    }
    const other = ofKind(kindOfConstant(text), chosen.get(lexical));
    return choices === null || choices.includes(other) ? other : text;
  };
};

// A query with `more` variants as further faces; null where it holds no constant that may be another.
export const facedQuery = (random, query, constants, more) => {
  const kindsOf = new Map();
  mapConstants(query, constants.graphs, (text) => {
    const [lexical, kind] = [lexicalOf(text), kindOfConstant(text)];
    if (kind !== null) kindsOf.set(lexical, (kindsOf.get(lexical) ?? new Set()).add(kind));
    return text;
  });
  if (kindsOf.size === 0) return null;
  const faces = Array.from({ length: more }, () => chooser(random, constants, kindsOf));
  return mapConstants(query, constants.graphs, (text, choices) => [text, ...faces.map((one) => one(text, choices))].join(BETWEEN));
};

// The query that a faced one is with the constants of some face; faces of several numbers: a faced query of those.
export const face = (node, ...numbers) => {
  if (typeof node === 'string' && node.includes(BETWEEN)) {
    const texts = node.split(BETWEEN);
    return numbers.map((i) => texts[i]).join(BETWEEN);
  }
  if (Array.isArray(node)) return node.map((item) => face(item, ...numbers));
  if (typeof node !== 'object' || node === null) return node;
  return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, face(item, ...numbers)]));
};
