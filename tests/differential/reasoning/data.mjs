// Random data: a table for each class and property, and the mapping and triples of them.
import {
  CLASSES, DATA_PROPERTIES, GRAPHS, INDIVIDUALS, NS, PROPERTIES, TYPE, VALUES, individual, word,
} from './vocabulary.mjs';

// { tables: [{ name, kind: 'class' | 'object' | 'data', key, graph, rows: [[…]] }] }
export const randomData = (random) => {
  const withGraphs = random.chance(0.2);
  const tables = [];
  const add = (name, kind, row) => {
    if (random.chance(0.3)) return; // a word without triples
    const rows = new Map();
    for (let n = random.weighted([[3, 0], [4, 1], [3, 2], [1, 4]]); n > 0; n--) {
      const made = row();
      rows.set(made.join(), made);
    }
    const graph = withGraphs && random.chance(0.4) ? GRAPHS[1] : GRAPHS[0];
    tables.push({ name, kind, key: random.chance(0.7), graph, rows: [...rows.values()] });
  };
  const one = () => random.pick(INDIVIDUALS);
  for (const name of CLASSES) add(name, 'class', () => [one()]);
  for (const name of PROPERTIES) add(name, 'object', () => [one(), one()]);
  for (const name of DATA_PROPERTIES) add(name, 'data', () => [one(), random.pick(VALUES)]);
  return { tables, withGraphs };
};

export const schemaText = ({ tables }) =>
  tables
    .map(({ name, kind, key, rows }) => {
      const columns = kind === 'class' ? ['a'] : ['a', 'b'];
      const unique = key ? `, PRIMARY KEY (${columns.join(', ')})` : '';
      const values = rows.map((row) => `(${row.map((v) => `'${v}'`).join(', ')})`).join(', ');
      return (
        `CREATE TABLE "t_${name}" (${columns.map((c) => `${c} text NOT NULL`).join(', ')}${unique});\n` +
        (rows.length > 0 ? `INSERT INTO "t_${name}" VALUES ${values};\n` : '')
      );
    })
    .join('');

const template = (column) => `[ rr:template "http://x.example/i/{${column}}" ]`;

export const mappingText = ({ tables }) =>
  `@base <http://x.example/map/> .\n@prefix rr: <http://www.w3.org/ns/r2rml#> .\n${tables
    .map(({ name, kind, graph }) => {
      const where = graph === '' ? '' : ` ; rr:graph <${graph}>`;
      const subject = `rr:template "http://x.example/i/{a}"${kind === 'class' ? ` ; rr:class <${NS}${name}>` : ''}${where}`;
      const object = kind === 'object' ? template('b') : '[ rr:column "b" ]';
      const pom = kind === 'class' ? '' : ` ;\n  rr:predicateObjectMap [ rr:predicate <${NS}${name}> ; rr:objectMap ${object} ]`;
      return `<#${name}> rr:logicalTable [ rr:tableName "\\"t_${name}\\"" ] ;\n  rr:subjectMap [ ${subject} ]${pom} .\n`;
    })
    .join('')}`;

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
