// Where the independent engine departs from the specification: each with the section that it departs
// from, and a test as narrow as can be made. It is asked only of queries whose answers differ; these
// are counted and told, not compared.
//
// applies(query, facts): facts are { theirs: answer or Error, types: the datatypes,
// and languages: whether there are any, in the graph }.
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
];

export const departureOf = (query, facts) => departures.find(({ applies }) => applies(query, facts));
