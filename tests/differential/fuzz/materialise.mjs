// The graph of a world by R2RML alone (11.1, "the generated RDF of a triples map"), from the rows as
// they were made up: nothing of PostgreSQL or of the gateway has a part in it.
//
// Terms are written as in N-Quads. Blank nodes are labelled by their value.
import { BASE, sourceColumns } from './world.mjs';
import { TYPES } from './types.mjs';

const DEFAULT_GRAPH = '<http://www.w3.org/ns/r2rml#defaultGraph>';
const RDF_TYPE = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>';

// --- Rows -------------------------------------------------------------------------------------------

const tableOf = (world, name) => world.tables.find((t) => t.name === name);

// char(n) is padded, and equal whatever its padding: values are stored padded.
const holds = ({ op, value }, found) => {
  if (op === 'IS NULL') return found === null;
  if (op === 'IS NOT NULL') return found !== null;
  return found !== null && (op === '=' ? found === value : found !== value);
};

const viewRows = (world, view) => {
  const [first, second] = view.from.map((name) => tableOf(world, name));
  let rows = first.rows.map((row) => [row]);
  if (second)
    rows = rows.flatMap(([a]) =>
      second.rows.filter((b) => view.on.every(([x, y]) => a[x] !== null && a[x] === b[y])).map((b) => [a, b]),
    );
  rows = rows.filter(([a]) => view.where.every((condition) => holds(condition, a[condition.column])));
  let shown = rows.map((parts) =>
    Object.fromEntries(view.columns.map(({ name, of: [place, column] }) => [name, parts[place][column]])),
  );
  if (!view.distinct && !view.group) return shown;
  const groups = new Map();
  for (const row of shown) {
    const key = JSON.stringify(view.columns.map((c) => row[c.name]));
    if (!groups.has(key)) groups.set(key, { ...row, ...(view.count ? { [view.count]: 0 } : {}) });
    if (view.count) groups.get(key)[view.count]++;
  }
  shown = [...groups.values()];
  for (const row of shown) if (view.count) row[view.count] = String(row[view.count]);
  return shown;
};

// The logical table's rows with what is needed to make terms of them.
const logicalRows = (world, source) => {
  const types = new Map(sourceColumns(world, source).map((c) => [c.name, TYPES[c.type]]));
  const rows = source.table !== undefined ? tableOf(world, source.table).rows : viewRows(world, source.view);
  return rows.map((values) => ({ values, types }));
};

// --- Terms ------------------------------------------------------------------------------------------

const natural = ({ values, types }, column) =>
  column === null || values[column] === null ? null : types.get(column).lexical(values[column]);

// R2RML 7.3: what is not unreserved in an IRI is percent-encoded.
const iriSafe = (text) =>
  [...text]
    .map((c) =>
      /[A-Za-z0-9\-._~]/.test(c) || c.codePointAt(0) >= 0xa0 ? c : [...new TextEncoder().encode(c)]
        .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
    )
    .join('');

export const quote = (text) =>
  `"${text.replace(/[\\"\n\r]/g, (c) => ({ '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r' })[c])}"`;

export const blankLabel = (text) => `_:b${Buffer.from(text, 'utf8').toString('hex')}`;

const literal = (text, language, datatype) => {
  if (language) return `${quote(text)}@${language}`;
  if (datatype && !datatype.endsWith('#string')) return `${quote(text)}^^<${datatype}>`;
  return quote(text);
};

const isAbsolute = (text) => /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text);

const iri = (text) => `<${isAbsolute(text) ? text : BASE + text}>`;

const unescape = (text) => text.replace(/\\([{}\\])/g, '$1');

const termOf = (map, row) => {
  if (map.kind === 'constant') return map.term;
  let text;
  let type = null;
  if (map.kind === 'column') {
    text = natural(row, map.column);
    if (text === null) return null;
    type = row.types.get(map.column).datatype;
  } else {
    const parts = map.parts.map((part) => (typeof part === 'string' ? unescape(part) : natural(row, part.column)));
    if (parts.includes(null)) return null;
    text = parts.map((part, i) => (map.as === 'iri' && typeof map.parts[i] !== 'string' ? iriSafe(part) : part)).join('');
  }
  const said = (property) => natural(row, map.extension?.[property] ?? null) || undefined;
  if (map.extension) return literal(text, said('language') ?? map.language, said('datatype') ?? map.datatype ?? type);
  if (map.as === 'blank') return blankLabel(text);
  if (map.as === 'iri') return iri(text);
  return literal(text, map.language, map.datatype ?? type);
};

// --- Quads ------------------------------------------------------------------------------------------

const graphsOf = (maps, row) => maps.map((map) => termOf(map, row)).filter((term) => term !== null);

// Each object with its graphs, for a row and one of its object maps.
const objects = (world, map, object, row, rowsOf) => {
  if (object.kind !== 'parent') return [termOf(object, row)];
  const parent = world.maps.find((other) => other.name === object.map);
  return rowsOf(parent)
    .filter((other) =>
      object.joins.every(
        ({ child, parent: p }) => row.values[child] !== null && row.values[child] === other.values[p],
      ),
    )
    .map((other) => termOf(parent.subject, other));
};

// The world's quads, as [subject, predicate, object, graph]; graph '' is the default one. No quad twice.
export const materialise = (world) => {
  const cache = new Map();
  const rowsOf = (map) => {
    if (!cache.has(map)) cache.set(map, logicalRows(world, map.source));
    return cache.get(map);
  };
  const quads = new Map();
  const add = (s, p, o, graphs) => {
    if (s === null || p === null || o === null) return;
    for (const graph of graphs) {
      const quad = [s, p, o, graph === DEFAULT_GRAPH ? '' : graph];
      quads.set(quad.join(' '), quad);
    }
  };
  for (const map of world.maps)
    for (const row of rowsOf(map)) {
      const subject = termOf(map.subject, row);
      const graphs = graphsOf(map.graphs, row);
      const orDefault = (list, maps) => (maps.length === 0 ? [''] : list);
      for (const type of map.classes) add(subject, RDF_TYPE, `<${type}>`, orDefault(graphs, map.graphs));
      for (const pom of map.poms) {
        const all = orDefault([...graphs, ...graphsOf(pom.graphs, row)], [...map.graphs, ...pom.graphs]);
        for (const predicate of pom.predicates)
          for (const object of pom.objects)
            for (const term of objects(world, map, object, row, rowsOf))
              add(subject, termOf(predicate, row), term, all);
      }
    }
  return [...quads.values()];
};

// The dataset whose default graph is the union of all of its graphs: a set of triples.
export const withUnion = (quads) => {
  const union = new Map(quads.map(([s, p, o]) => [`${s} ${p} ${o}`, [s, p, o, '']]));
  return [...union.values(), ...quads.filter((quad) => quad[3] !== '')];
};

export const nquads = (quads) => quads.map((quad) => `${quad.filter((t) => t !== '').join(' ')} .\n`).join('');
