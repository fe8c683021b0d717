// Whether the gateway's answer to a query is right: the reference's answer to the same query over the
// same graph, and what the specification says of the order.
import * as compare from '../compare.mjs';
import { queryText } from './sparql.mjs';
import { BASE } from './world.mjs';
import { spell } from './spell.mjs';
import { outOfOrder } from './order.mjs';

// The variables whose value is open: GROUP_CONCAT may take any order, MIN and MAX any of equal values.
const openVariables = (query) => {
  const named = (names) => new Set(
    (query.select ?? [])
      .filter((item) => item.as && names.includes(item.expr.aggregate))
      .map((item) => item.as.slice(1)),
  );
  return { concat: named(['GROUP_CONCAT']), extreme: named(['MIN', 'MAX']) };
};

const asValue = (term) => {
  const [, value] = /^"([^"]*)"\^\^xsd:(?:integer|decimal|double|float)$/.exec(term) ?? [];
  return value === undefined ? term : `value ${Number(value)}`;
};

const loosened = (rows, variables, { concat, extreme }) =>
  concat.size + extreme.size === 0
    ? rows
    : rows.map((row) =>
        row.map((term, i) => {
          if (concat.has(variables[i])) return [...term].sort().join('');
          return extreme.has(variables[i]) ? asValue(term) : term;
        }),
      );

const judgeRows = async (reference, query, ours, theirs) => {
  const open = openVariables(query);
  const rowsOf = (answer) =>
    loosened((answer.rows ?? []).map((row) => ours.variables.map((name) => row[name] ?? '')), ours.variables, open);
  const expected = rowsOf(theirs);
  const mine = loosened(ours.rows, ours.variables, open);
  const different = compare.difference(mine, expected);
  const tell = (what) => `${what} (${mine.length} rows, theirs ${expected.length})\n${compare.describe(different)}`;
  if (mine.length !== expected.length) return tell('other number of rows');
  const sliced = query.limit !== null || query.offset !== null;
  if (!compare.isEmpty(different)) {
    if (!sliced) return tell('other rows');
    const whole = rowsOf(await reference.ask(`BASE <${BASE}>\n${queryText(spell({ ...query, limit: null, offset: null }))}`));
    // In a part, less can be told of where a blank node stands.
    const bare = (rows) => rows.map((row) => row.map((term) => (term.startsWith('_:') ? 'a blank node' : term)));
    if (!compare.isContained(bare(mine), bare(whole))) return tell('rows that the whole answer does not have');
  }
  return outOfOrder(query, ours);
};

const judgeGraph = async (parse, ours, theirs) => {
  const unique = (graph) => [...new Map(graph.map((triple) => [triple.join(' '), triple])).values()];
  const different = compare.difference(unique(parse(ours.triples)), unique(theirs));
  return compare.isEmpty(different) ? null : `other graph\n${compare.describe(different)}`;
};

// Null, or what is wrong with our answer.
export const judge = async (reference, parse, query, ours, theirs) => {
  if (query.form === 'ASK') return ours.boolean === theirs.boolean ? null : `${ours.boolean}, theirs ${theirs.boolean}`;
  if (query.form === 'CONSTRUCT') return judgeGraph(parse, ours, theirs.quads ?? []);
  return judgeRows(reference, query, ours, theirs);
};
