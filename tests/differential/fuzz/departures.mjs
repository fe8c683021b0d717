// Where the independent engine departs from the specification: each with the section that it departs
// from, and a test as narrow as can be made. It is asked only of queries whose answers differ; these
// are counted and told, not compared.
//
// applies(query, facts): facts are { theirs: answer or Error, types: the datatypes,
// languages: whether there are any,
// zones: whether dateTimes have one, and nodes: the subjects and objects, in the graph }.
import { XSD } from './types.mjs';

// Whether `test` holds of a node somewhere within.
const some = (node, test) => {
  if (typeof node !== 'object' || node === null) return false;
  if (test(node)) return true;
  return Object.values(node).some((part) => some(part, test));
};

const BOOLEAN_CALLS = /^(BOUND|isIRI|isBlank|isLiteral|isNumeric|STRSTARTS|STRENDS|CONTAINS|REGEX|LANGMATCHES|sameTerm)$/;
const BOOLEAN_INFIX = /^(=|!=|<|>|<=|>=|&&|\|\|)$/;

// Whether an expression may give a boolean, given whether a variable may.
const mayBeBoolean = (expr, variables) => {
  if (typeof expr === 'string') return expr === 'true' || expr === 'false' || (variables && expr.startsWith('?'));
  if (expr.infix) return BOOLEAN_INFIX.test(expr.infix);
  if (expr.prefix) return expr.prefix === '!';
  if (expr.in || expr.exists) return true;
  if (expr.call === 'IF' || expr.call === 'COALESCE') return expr.args.some((arg) => mayBeBoolean(arg, variables));
  return BOOLEAN_CALLS.test(expr.call ?? '') || Boolean(expr.aggregate);
};

const isTagged = (node) => Object.values(node).flat().some((part) => typeof part === 'string' && /"@\w/.test(part));

// The expressions that a node takes the effective boolean value of.
const conditions = (node) => {
  if (node.kind === 'filter') return [node.expr];
  if (node.infix === '&&' || node.infix === '||') return node.args;
  if (node.prefix === '!') return [node.arg];
  if (node.call === 'IF') return [node.args[0]];
  return node.having ?? [];
};

// A variable, a literal, or a choice: what may be a string with a language.
const isNoComparison = (expr) => typeof expr === 'string' || !mayBeBoolean(expr, false) || expr.call === 'IF' || expr.call === 'COALESCE';

// Whether each solution of a group comes with a triple of its graph.
const readsGraph = (group) =>
  group.items.some((item) => {
    if (item.kind === 'triple') return true;
    if (item.kind === 'group') return readsGraph(item);
    return item.kind === 'union' && item.groups.every(readsGraph);
  });

// true: a dateTime or time with a zone, false: one without, null: neither.
export const zoneOf = (term) => {
  const [, lexical] = /^"([^"]*)"\^\^<[^>]*#(?:dateTime|time|date)>$/.exec(term) ?? [];
  return lexical === undefined ? null : /(Z|[+-]\d\d:\d\d)$/.test(lexical);
};

// A literal with an exponent, or a cast.
const makesDouble = (node) =>
  node.call === `<${XSD}double>` || Object.values(node).flat().some((part) => typeof part === 'string' && /^[-+]?[\d.]+[eE]/.test(part));

const compares = (node) => /^(=|!=|<|>|<=|>=)$/.test(node.infix ?? '') || Boolean(node.in) || node.order?.length > 0;

export const departures = [
  {
    reason: '`<`, `>`, `<=` and `>=` of booleans are errors there (17.3, Operator Mapping)',
    applies: (query, { types }) =>
      some(query, (n) => /^(<|>|<=|>=)$/.test(n.infix ?? '') &&
        n.args.every((arg) => mayBeBoolean(arg, types.has(`${XSD}boolean`) || some(query, (m) => m.kind === 'bind')))),
  },
  {
    reason: 'SUBSTR from a place before the first is an error there (17.4.3.3, fn:substring)',
    applies: (query) => some(query, (n) => n.call === 'SUBSTR' && n.args[1] === '0'),
  },
  {
    reason: 'the effective boolean value of a literal with a language is an error there (17.2.2, plain literals)',
    applies: (query, { languages }) =>
      (languages || some(query, (n) => n.call === 'STRLANG' || isTagged(n))) &&
      some(query, (n) => conditions(n).some(isNoComparison)),
  },
  {
    reason: 'xsd:string of a literal with a language is a string there (17.5: no cast takes one)',
    applies: (query, { languages }) =>
      (languages || some(query, (n) => n.call === 'STRLANG' || isTagged(n))) && some(query, (n) => n.call === `<${XSD}string>`),
  },
  {
    reason: 'GRAPH with a variable around a pattern without triples does not bind the variable there (18.6, Evaluation of Graph)',
    applies: (query) => some(query, (n) => n.kind === 'graph' && n.name.startsWith('?') && !readsGraph(n.group)),
  },
  {
    reason: 'a dateTime without a zone has none there either, and is not compared with one that has (17.3, op:dateTime-less-than: the implicit timezone)',
    applies: (query, { zones }) => {
      const zoned = (yes) => zones.has(yes) || some(query, (n) => Object.values(n).flat().some((t) => zoneOf(t) === yes));
      return zoned(true) && zoned(false) && some(query, compares);
    },
  },
  {
    reason: 'IN with an empty list is an error there (17.4.1.9: false)',
    applies: (query) => some(query, (n) => n.in && n.args.length === 0),
  },
  {
    reason: 'GROUP BY (?x AS ?y) is refused there (19.8, [20] GroupCondition)',
    applies: (query, { theirs }) => theirs instanceof Error &&
      some(query, (n) => n.groupBy?.some((key) => typeof key.expr === 'string')),
  },
  {
    reason: 'a negated property set gives a solution for each triple there (18.4, its evaluation: one where there is a triple)',
    applies: (query) => some(query, (n) => n.path === '!'),
  },
  {
    reason: 'a path of length zero from a term that the graph has not gives no solution there (18.4, ZeroLengthPath: the term itself)',
    applies: (query, { nodes }) => some(query, (n) => some(n.p, (path) => path.path === '*' || path.path === '?') &&
      [n.s, n.o].some((end) => !end.startsWith('?') && !nodes.has(end))),
  },
  {
    reason: 'an aggregation without GROUP BY over a pattern that is plainly empty gives no solution there (18.5.1: one group)',
    applies: (query, { theirs }) =>
      some(query, (n) => n.form === 'SELECT' && n.groupBy.length === 0 && n.select?.some((item) => some(item, (e) => e.aggregate))) &&
      (query.form !== 'SELECT' || theirs.rows?.length === 0 || query.groupBy.length > 0),
  },
  {
    reason: 'MINUS within EXISTS: the outer solution is put on both sides there, which then share it (18.6, substitute)',
    applies: (query) => some(query, (n) => n.exists && some(n.exists, (m) => m.kind === 'minus')),
  },
  {
    reason: 'COUNT of an expression with an error is an error there (18.5.1.2: such are not counted)',
    applies: (query) => some(query, (n) => n.aggregate === 'COUNT' && typeof n.arg === 'object' && n.arg !== null),
  },
  {
    reason: 'a triple of two graphs that FROM names is there twice (13.2.1: the merge of graphs is a graph)',
    applies: (query) => query.from.length > 1,
  },
  {
    reason: 'a sub-SELECT within GRAPH with a variable is asked of all graphs at once there (18.6, Evaluation of Graph)',
    applies: (query) => some(query, (n) => n.kind === 'graph' && n.name.startsWith('?') && some(n.group, (m) => m.kind === 'select')),
  },
  {
    reason: 'COUNT(DISTINCT *) counts what blank nodes of the pattern stand for there (18.3.1: they are no part of a solution)',
    applies: (query) => some(query, (n) => n.aggregate === 'COUNT' && n.distinct && n.arg === null) && some(query, (n) => n.o === '[]'),
  },
  {
    reason: 'MINUS within GRAPH with a variable: the variable is bound on both sides there, which then share it (18.6, Evaluation of Graph: joined afterwards)',
    applies: (query) => some(query, (n) => n.kind === 'graph' && n.name.startsWith('?') && some(n.group, (m) => m.kind === 'minus')),
  },
  {
    reason: '`<`, `>`, `<=` and `>=` compare literals of one language there (17.3: no operator takes them)',
    applies: (query, { languages }) =>
      (languages || some(query, (n) => n.call === 'STRLANG' || isTagged(n))) && some(query, (n) => /^(<|>|<=|>=)$/.test(n.infix ?? '')),
  },
  {
    reason: 'STR of a double is another lexical form there: "1" of 1.0E0, in the query and in the graph (17.4.2.5)',
    applies: (query, { types }) =>
      some(query, (n) => n.call === 'STR') &&
      (['double', 'float'].some((type) => types.has(`${XSD}${type}`)) || some(query, makesDouble)),
  },
];

export const departureOf = (query, facts) => departures.find(({ applies }) => applies(query, facts));
