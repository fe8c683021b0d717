// Random queries made of blocks (basic graph patterns), and two texts of each: as a user writes it, and
// as the independent engine is asked, which knows two graphs: what holds of named individuals, and all
// that the chase made.
//
// block   { atoms: [[s, p, o]], visible: [variable], blank: [variable], graph }
// query   { form, distinct, items: [item], select: [variable] | 'count' }
// item    { kind: 'block' | 'optional' | 'minus' | 'exists' | 'absent', block }
//         | { kind: 'expression', variable, expression, graph }: the variable's value is in a class expression
//         | { kind: 'union', blocks } | { kind: 'filter', text } | { kind: 'any', text, variables }
import { CLASSES, DATA_PROPERTIES, GRAPHS, INDIVIDUALS, NS, PROPERTIES, TYPE, VALUES, individual, word } from './vocabulary.mjs';

export const CHASED = 'urn:chased:';

const isVariable = (term) => term.startsWith('?');

// The roles and fillers of "some": queries that no such thing can match are of little use.
const existentialsOf = (axioms) => axioms.filter((axiom) => axiom.sup?.role).map((axiom) => axiom.sup);

const randomAtom = (random, variables, axioms) => {
  const subject = () =>
    random.chance(0.93) ? random.pick(variables) : individual(random.pick(INDIVIDUALS));
  const heads = axioms.filter(({ kind }) => kind === 'rule').map(({ head }) => head);
  if (heads.length > 0 && random.chance(0.35)) {
    const [, predicate, object] = random.pick(heads);
    return [subject(), predicate, isVariable(object) ? random.pick(variables) : object];
  }
  const some = existentialsOf(axioms);
  if (some.length > 0 && random.chance(0.5)) {
    const { role, filler } = random.pick(some);
    const [from, to] = [subject(), random.pick(variables)];
    if (filler && random.chance(0.3)) return [to, TYPE, word(filler)];
    return role.inverse ? [to, word(role.name), from] : [from, word(role.name), to];
  }
  const kind = random.weighted([[4, 'class'], [6, 'property'], [1, 'data']]);
  if (kind === 'class') return [subject(), TYPE, word(random.pick(CLASSES))];
  if (kind === 'property') return [subject(), word(random.pick(PROPERTIES)), subject()];
  const value = random.chance(0.8) ? random.pick(variables) : `"${random.pick(VALUES)}"`;
  return [subject(), word(random.pick(DATA_PROPERTIES)), value];
};

export const variablesOf = (atoms) => [...new Set(atoms.flat().filter(isVariable))];

// What hangs below an individual that some axioms speak of.
const randomTree = (random, letter, axioms) => {
  const atoms = [];
  let below = null; // the last filler
  for (let depth = 0; depth < random.between(1, 3); depth++) {
    const fitting = axioms.filter(
      ({ sub, sup }) => sup?.role && (below === null || depth === 0 || sub.class === below));
    if (fitting.length === 0) break;
    const { role, filler } = random.pick(fitting).sup;
    const [from, to] = [`?${letter}${depth}`, `?${letter}${depth + 1}`];
    atoms.push(role.inverse ? [to, word(role.name), from] : [from, word(role.name), to]);
    if (filler && random.chance(0.4)) atoms.push([to, TYPE, word(filler)]);
    below = filler;
    if (role.data) break;
  }
  return atoms;
};

// A class expression: { name } | { and | or: [expression] } | { some: { role, filler } } | { value: { role, term } },
// where no filler is anything.
const randomExpression = (random, depth, axioms) => {
  const inner = () => randomExpression(random, depth - 1, axioms);
  const role = () => ({ name: random.pick(PROPERTIES), inverse: random.chance(0.3) });
  if (depth === 0) return { name: random.pick(CLASSES) };
  const likely = existentialsOf(axioms);
  return random.weighted([
    [2, () => ({ name: random.pick(CLASSES) })],
    [1, () => ({ and: [inner(), inner()] })],
    [1, () => ({ or: [inner(), inner()] })],
    [1, () => ({ value: { role: role(), term: individual(random.pick(INDIVIDUALS)) } })],
    [6, () => ({
      some: {
        role: likely.length > 0 && random.chance(0.7) ? random.pick(likely).role : role(),
        filler: random.chance(0.3) ? null : inner(),
      },
    })],
  ])();
};

// Atoms that hang together mostly; most: of them.
const randomAtoms = (random, letter, shared, most, axioms) => {
  const variables = Array.from({ length: random.between(1, 4) }, (_, i) => `?${letter}${i}`).concat(shared);
  const atoms = random.chance(0.5) ? randomTree(random, letter, axioms) : [];
  const more = random.weighted([[3, 1], [4, 2], [4, 3], [2, 4], [1, 5]]);
  for (let n = atoms.length > 0 ? random.int(2) : Math.min(more, most); n > 0; n--) {
    const seen = variablesOf(atoms);
    const atom = randomAtom(random, variables, axioms);
    if (seen.length > 0 && random.chance(0.9) && !atom.some((term) => seen.includes(term)))
      atom[isVariable(atom[2]) && random.chance(0.5) ? 2 : 0] = random.pick(seen);
    if (!atoms.some((other) => other.join() === atom.join())) atoms.push(atom);
  }
  return atoms;
};

// A rule's, with a variable.
export const randomBody = (random, axioms) => {
  for (;;) {
    const atoms = randomAtoms(random, 'v', [], 3, axioms);
    if (variablesOf(atoms).length > 0) return atoms;
  }
};

// shared: variables that may be seen outside.
const randomBlock = (random, letter, shared, graph, axioms) => {
  const atoms = randomAtoms(random, letter, shared, 5, axioms);
  const all = variablesOf(atoms);
  const visible = all.filter((v) => shared.includes(v) || random.chance(v.endsWith('0') ? 0.7 : 0.25));
  const blank = all.filter((v) => !visible.includes(v) && random.chance(0.5));
  return { atoms, visible, blank, graph };
};

export const randomQuery = (random, withGraphs, axioms) => {
  const graph = () => (withGraphs && random.chance(0.3) ? GRAPHS[1] : GRAPHS[0]);
  const first = randomBlock(random, 'a', [], graph(), axioms);
  const items = [{ kind: 'block', block: first }];
  const inner = () => randomBlock(random, 'b', random.some(first.visible, random.between(0, 2)), graph(), axioms);
  if (random.chance(0.35))
    items.push(
      random.weighted([
        [2, () => ({ kind: 'optional', block: inner() })],
        [1, () => ({ kind: 'minus', block: inner() })],
        [1, () => ({ kind: 'exists', block: inner() })],
        [1, () => ({ kind: 'absent', block: inner() })],
        [1, () => ({ kind: 'union', blocks: [inner(), randomBlock(random, 'c', [], graph(), axioms)] })],
        [3, () => ({
          kind: 'expression',
          variable: first.visible[0] ?? '?z0',
          expression: randomExpression(random, 3, axioms),
          graph: graph(),
        })],
        [1, () => {
          const [s, o] = [first.visible[0] ?? '?z0', '?z2'];
          // What is said about words, where a column names them, is not the chase's affair.
          const text = `${s} ?z1 ${o} . FILTER(STRSTARTS(STR(?z1), "${NS}") || (?z1 = ${TYPE} && STRSTARTS(STR(${o}), "${NS}")))`;
          return { kind: 'any', text, variables: [s, '?z1', o] };
        }],
      ])(),
    );
  if (first.visible.length > 0 && random.chance(0.15)) {
    const v = random.pick(first.visible);
    items.push({ kind: 'filter', text: random.pick([`isIRI(${v})`, `${v} != ${individual('1')}`, `BOUND(${v})`]) });
  }
  const form = random.weighted([[8, 'SELECT'], [1, 'ASK'], [1, 'COUNT']]);
  return settled({ form, distinct: random.chance(0.4), items, select: [] });
};

const blocksOf = (item) => (item.block ? [item.block] : item.blocks ?? []);

const mentioned = (item) => [
  ...blocksOf(item).flatMap((block) => variablesOf(block.atoms)),
  ...(item.variables ?? []),
  ...(item.kind === 'expression' ? [item.variable] : []),
  ...(item.kind === 'filter' ? item.text.match(/\?\w+/g) : []),
];

// What a block shows is what the query returns or something else mentions.
export const settled = (query) => {
  const select = query.form === 'SELECT' ? [...new Set(query.items.flatMap(shown))] : [];
  const settle = (item) => {
    const others = query.items.filter((other) => other !== item).flatMap(mentioned);
    const returned = ['block', 'optional', 'union'].includes(item.kind) ? select : [];
    const one = (block) => ({
      ...block,
      visible: variablesOf(block.atoms).filter((v) => returned.includes(v) || others.includes(v)),
    });
    if (item.block) return { ...item, block: one(item.block) };
    return item.blocks ? { ...item, blocks: item.blocks.map(one) } : item;
  };
  return { ...query, items: query.items.map(settle), select };
};

const shown = (item) => {
  if (item.kind === 'block' || item.kind === 'optional') return item.block.visible;
  if (item.kind === 'union') return item.blocks.flatMap((block) => block.visible);
  if (item.kind === 'expression') return [item.variable];
  return item.kind === 'any' ? item.variables : [];
};

// --- Texts ------------------------------------------------------------------------------------------

const pattern = (atoms, name = (term) => term) =>
  atoms.map((atom) => `${atom.map(name).join(' ')} .`).join(' ');

const inGraph = (graph, text) => (graph === '' ? text : `GRAPH <${graph}> { ${text} }`);

const userBlock = ({ atoms, blank, graph }) =>
  inGraph(graph, pattern(atoms, (term) => (blank.includes(term) ? `_:${term.slice(1)}` : term)));

const OWL = (name) => `<http://www.w3.org/2002/07/owl#${name}>`;

// As OWL 2 writes it in RDF, with blank nodes.
const expressionText = (e) => {
  const list = (word, parts) => `[ ${OWL(word)} ( ${parts.map(expressionText).join(' ')} ) ]`;
  const on = (role, rest) => {
    const property = role.inverse ? `[ ${OWL('inverseOf')} ${word(role.name)} ]` : word(role.name);
    return `[ a ${OWL('Restriction')} ; ${OWL('onProperty')} ${property} ; ${rest} ]`;
  };
  if (e.name) return word(e.name);
  if (e.and) return list('intersectionOf', e.and);
  if (e.or) return list('unionOf', e.or);
  if (e.value) return on(e.value.role, `${OWL('hasValue')} ${e.value.term}`);
  const filler = e.some.filler ? expressionText(e.some.filler) : OWL('Thing');
  return on(e.some.role, `${OWL('someValuesFrom')} ${filler}`);
};

// What it says of `at`; numbers: of variables.
const membershipText = (e, at, numbers) => {
  const link = (role, to) => (role.inverse ? `${to} ${word(role.name)} ${at} .` : `${at} ${word(role.name)} ${to} .`);
  if (e.name) return `${at} ${TYPE} ${word(e.name)} .`;
  if (e.and) return e.and.map((part) => membershipText(part, at, numbers)).join(' ');
  if (e.or) return e.or.map((part) => `{ ${membershipText(part, at, numbers)} }`).join(' UNION ');
  if (e.value) return link(e.value.role, e.value.term);
  const to = `?within${numbers.next++}`;
  return `${link(e.some.role, to)} ${e.some.filler ? membershipText(e.some.filler, to, numbers) : ''}`;
};

const userExpression = ({ variable, expression, graph }) =>
  inGraph(graph, `${variable} ${TYPE} ${expressionText(expression)} .`);

// Each value once, nameless or not below it.
const oracleExpression = ({ variable, expression, graph }) => `{ SELECT DISTINCT ${variable} {
    GRAPH <${CHASED}${graph}> { ${membershipText(expression, variable, { next: 0 })} }
    FILTER(!STRSTARTS(STR(${variable}), "urn:null:")) } }`;

// Named solutions as often as they come, those that need individuals without a name once.
// named: every variable stands for a name.
const oracleBlock = (named) => (block, place) => {
  const all = variablesOf(block.atoms);
  const visible = named ? all : block.visible;
  const select = visible.length === 0 ? `(1 AS ?none${place})` : visible.join(' ');
  const renamed = (term) => (isVariable(term) && !visible.includes(term) ? `${term}x` : term);
  const plain = inGraph(block.graph, pattern(block.atoms, renamed));
  const chased = `GRAPH <${CHASED}${block.graph}> { ${pattern(block.atoms)} }`;
  const names = visible.map((v) => `FILTER(!STRSTARTS(STR(${v}), "urn:null:"))`).join(' ');
  return `{ { SELECT ${select} { ${plain} } } UNION
    { SELECT DISTINCT ${select} { ${chased} ${names} FILTER NOT EXISTS { ${plain} } } } }`;
};

const itemText = (item, place, blockText, memberText) => {
  const own = item.block ? blockText(item.block, place) : null;
  switch (item.kind) {
    case 'block': return own;
    case 'optional': return `OPTIONAL { ${own} }`;
    case 'minus': return `MINUS { ${own} }`;
    case 'exists': return `FILTER EXISTS { ${own} }`;
    case 'absent': return `FILTER NOT EXISTS { ${own} }`;
    case 'union': return item.blocks.map((block, i) => `{ ${blockText(block, `${place}${i}`)} }`).join(' UNION ');
    case 'filter': return `FILTER(${item.text})`;
    case 'expression': return memberText(item);
    case 'any': return `{ ${item.text} }`;
    default: throw new Error(item.kind);
  }
};

const whole = (query, blockText, memberText) => {
  const body = query.items.map((item, place) => itemText(item, place, blockText, memberText)).join('\n  ');
  if (query.form === 'ASK') return `ASK {\n  ${body}\n}`;
  if (query.form === 'COUNT') return `SELECT (COUNT(*) AS ?n) {\n  ${body}\n}`;
  const select = query.select.length === 0 ? '(1 AS ?one)' : query.select.join(' ');
  return `SELECT ${query.distinct ? 'DISTINCT ' : ''}${select} {\n  ${body}\n}`;
};

export const userText = (query) => whole(query, userBlock, userExpression);
export const oracleText = (query, named) => whole(query, oracleBlock(named), oracleExpression);
