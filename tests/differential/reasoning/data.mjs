// Random data: a table for each class and property, or several in one whose rows name them, and the
// mapping and triples of them.
import {
  CLASSES, DATA_PROPERTIES, GRAPHS, INDIVIDUALS, NS, PROPERTIES, TYPE, VALUES, individual, word,
} from './vocabulary.mjs';

// { tables: [{ name, kind: 'class' | 'object' | 'data', place: 'own' | 'quads' | 'words', key, graph,
//   rows: [[…]] }] }
export const randomData = (random) => {
  const withGraphs = random.chance(0.2);
  const tables = [];
  const shared = random.chance(0.4) ? random.pick(['quads', 'words']) : null;
  const add = (name, kind, row) => {
    if (random.chance(0.3)) return; // a word without triples
    const rows = new Map();
    for (let n = random.weighted([[3, 0], [4, 1], [3, 2], [1, 4]]); n > 0; n--) {
      const made = row();
      rows.set(made.join(), made);
    }
    const graph = withGraphs && random.chance(0.4) ? GRAPHS[1] : GRAPHS[0];
    const together = shared !== null && !(kind === 'data' && shared === 'words') && random.chance(0.7);
    const place = together ? shared : 'own';
    tables.push({ name, kind, place, key: random.chance(0.7), graph, rows: [...rows.values()] });
  };
  const one = () => random.pick(INDIVIDUALS);
  for (const name of CLASSES) add(name, 'class', () => [one()]);
  for (const name of PROPERTIES) add(name, 'object', () => [one(), one()]);
  for (const name of DATA_PROPERTIES) add(name, 'data', () => [one(), random.pick(VALUES)]);
  return { tables, withGraphs };
};

// Tables that stand for themselves, and what is kept with others: quads that spell everything out,
// and tables where a template makes the word of the row.
const own = ({ tables }) => tables.filter(({ place }) => place === 'own');
const graphsOf = ({ tables }, place) =>
  GRAPHS.map((graph, g) => ({ graph, g, tables: tables.filter((t) => t.place === place && t.graph === graph) }))
    .filter((group) => group.tables.length > 0);

const tableText = (name, columns, key, rows) => {
  const unique = key ? `, PRIMARY KEY (${columns.join(', ')})` : '';
  const values = rows.map((row) => `(${row.map((v) => `'${v}'`).join(', ')})`).join(', ');
  return (
    `CREATE TABLE "${name}" (${columns.map((c) => `${c} text NOT NULL`).join(', ')}${unique});\n` +
    (rows.length > 0 ? `INSERT INTO "${name}" VALUES ${values};\n` : '')
  );
};

const bare = (text) => text.replace(/^<|>$/g, '');
const quadOf = (name, kind, [a, b]) =>
  kind === 'class' ? [bare(individual(a)), bare(TYPE), bare(word(name)), 'IRI']
    : [bare(individual(a)), bare(word(name)), kind === 'object' ? bare(individual(b)) : b,
      kind === 'object' ? 'IRI' : 'Literal'];

const rowsOf = (tables, row) => tables.flatMap(({ name, kind, rows }) => rows.map((r) => row(name, kind, r)));

export const schemaText = (data) =>
  [
    ...own(data).map(({ name, kind, key, rows }) => tableText(`t_${name}`, kind === 'class' ? ['a'] : ['a', 'b'], key, rows)),
    ...graphsOf(data, 'quads').map(({ g, tables }) =>
      tableText(`quads_${g}`, ['s', 'p', 'o', 'kind'], true, rowsOf(tables, quadOf))),
    ...graphsOf(data, 'words').map(({ g, tables }) =>
      tableText(`words_${g}`, ['s', 'p', 'o'], true,
        rowsOf(tables.filter((t) => t.kind !== 'class'), (name, kind, [a, b]) => [a, name, b]))),
    ...graphsOf(data, 'words').map(({ g, tables }) =>
      tableText(`kinds_${g}`, ['s', 'c'], false,
        rowsOf(tables.filter((t) => t.kind === 'class'), (name, kind, [a]) => [a, name]))),
  ].join('');

const template = (column) => `[ rr:template "http://x.example/i/{${column}}" ]`;
const inGraph = (graph) => (graph === '' ? '' : ` ; rr:graph <${graph}>`);
const triplesMap = (name, table, subject, graph, rest) =>
  `<#${name}> rr:logicalTable [ rr:tableName "\\"${table}\\"" ] ;\n  rr:subjectMap [ ${subject}${inGraph(graph)} ]${rest} .\n`;

export const mappingText = (data) =>
  [
    `@base <http://x.example/map/> .\n@prefix rr: <http://www.w3.org/ns/r2rml#> .\n@prefix anamorph: <https://anamorph.dev/ns#> .\n`,
    ...own(data).map(({ name, kind, graph }) => {
      const subject = `rr:template "http://x.example/i/{a}"${kind === 'class' ? ` ; rr:class <${NS}${name}>` : ''}`;
      const object = kind === 'object' ? template('b') : '[ rr:column "b" ]';
      const pom = kind === 'class' ? '' : ` ;\n  rr:predicateObjectMap [ rr:predicate <${NS}${name}> ; rr:objectMap ${object} ]`;
      return triplesMap(name, `t_${name}`, subject, graph, pom);
    }),
    ...graphsOf(data, 'quads').map(({ g, graph }) =>
      triplesMap(`quads${g}`, `quads_${g}`, 'rr:column "s"', graph,
        ` ;\n  rr:predicateObjectMap [ rr:predicateMap [ rr:column "p" ] ; rr:objectMap [ rr:column "o" ; anamorph:termTypeColumn "kind" ] ]`)),
    ...graphsOf(data, 'words').map(({ g, graph }) =>
      triplesMap(`words${g}`, `words_${g}`, 'rr:template "http://x.example/i/{s}"', graph,
        ` ;\n  rr:predicateObjectMap [ rr:predicateMap [ rr:template "${NS}{p}" ] ; rr:objectMap ${template('o')} ]`) +
      triplesMap(`kinds${g}`, `kinds_${g}`, 'rr:template "http://x.example/i/{s}"', graph,
        ` ;\n  rr:predicateObjectMap [ rr:predicate ${TYPE} ; rr:objectMap [ rr:template "${NS}{c}" ] ]`)),
  ].join('');

// The graph of each name, as [s, p, o].
export const triplesOf = ({ tables }) => {
  const graphs = new Map(GRAPHS.map((graph) => [graph, []]));
  for (const { name, kind, graph, rows } of tables)
    for (const [a, b] of rows)
      graphs.get(graph).push(
        kind === 'class' ? [individual(a), TYPE, word(name)]
          : [individual(a), word(name), kind === 'object' ? individual(b) : `"${b}"`],
      );
  return graphs;
};
