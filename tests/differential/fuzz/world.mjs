// Random worlds: tables with rows, views over them, an R2RML mapping. Plain data, so that a shrinker
// can take parts away; `sql.mjs` and `turtle.mjs` write them, `materialise.mjs` makes their graph.
//
// world   { tables, maps, ontology }
// table   { name, columns: [{ name, type, notNull }], key: [column] | null, uniques: [[column]],
//           foreign: [{ columns, table, refers }], indexes: [column], size, rows: [{ column: value | null }] }
//           size: how many rows PostgreSQL takes it to have, which laws go by; null: it does not know
// view    { from: [table], on: [[column, column]] | null, where: [{ column, op, value }],
//           columns: [{ name, of: [place in from, column] }], distinct, group: [name] | null, count }
// map     { name, source: { table } | { view }, subject, classes: [iri], graphs: [term map],
//           poms: [{ predicates: [term map], objects: [term map], graphs: [term map] }] }
// term map { kind: 'constant', term } | { kind: 'column', column, as, language, datatype, extension }
//           | { kind: 'template', parts: [text | { column }], as, language, datatype, extension }
//           | { kind: 'parent', map, joins: [{ child, parent }] }
//           as: 'iri' | 'blank' | 'literal'
import { TYPES, XSD } from './types.mjs';

export const NS = 'http://x.example/ns#';
export const BASE = 'http://x.example/';

const ODD_NAMES = ['a b', 'Order', 'select', 'naïve', 'x"y', 'per%cent', 'semi;colon'];

const KEY_TYPES = [
  [6, 'integer'], [1, 'smallint'], [1, 'bigint'], [3, 'text'], [1, 'uuid'], [1, 'char'], [1, 'varchar'], [1, 'date'],
  [1, 'mood'],
];

const DATA_TYPES = [
  [5, 'integer'], [1, 'smallint'], [1, 'bigint'], [2, 'money'], [1, 'numeric'], [1, 'real'], [2, 'double'],
  [2, 'boolean'], [2, 'date'], [1, 'timestamp'], [1, 'timestamptz'], [1, 'time'], [0.5, 'timetz'], [6, 'text'], [1, 'varchar'],
  [2, 'char'], [1, 'bytea'], [1, 'uuid'], [2, 'iri'], [1, 'relative'], [0.5, 'datatypeOf'], [0.5, 'languageOf'],
  [2, 'mood'],
];

const value = (random, type) => random.pick(TYPES[type].values);

// --- Tables -----------------------------------------------------------------------------------------

const keyOf = (row, columns) => columns.map((name) => row[name]);

// NULLs are all different, as PostgreSQL has it.
const isTaken = (rows, row, columns) => {
  const key = keyOf(row, columns);
  if (key.some((v) => v === null)) return false;
  return rows.some((other) => keyOf(other, columns).every((v, i) => v === key[i]));
};

const randomTable = (random, place, tables) => {
  const odd = random.chance(0.15);
  const name = odd ? `T ${place}"` : `t${place}`;
  const columns = [];
  const add = (type, notNull = false) => {
    const plain = `c${columns.length}`;
    const column = { name: random.chance(0.06) ? `${random.pick(ODD_NAMES)}${columns.length}` : plain, type, notNull };
    columns.push(column);
    return column.name;
  };
  const keyKind = random.weighted([[6, 'simple'], [3, 'composite'], [3, 'none']]);
  const key = [];
  if (keyKind !== 'none') key.push(add(random.weighted(KEY_TYPES), true));
  if (keyKind === 'composite') key.push(add(random.weighted(KEY_TYPES), true));
  const foreign = [];
  for (const table of tables) {
    if (table.key === null || !random.chance(0.5)) continue;
    const typeOf = (c) => table.columns.find((column) => column.name === c).type;
    const own = table.key.map((c) => add(typeOf(c), random.chance(0.2)));
    foreign.push({ columns: own, table: table.name, refers: table.key });
  }
  for (let n = random.between(1, 4); n > 0; n--) add(random.weighted(DATA_TYPES), random.chance(0.3));
  const uniques = [];
  if (random.chance(0.3)) {
    const free = columns.filter((c) => !key.includes(c.name)).map((c) => c.name);
    uniques.push(random.some(free, random.chance(0.7) ? 1 : 2));
  }
  const indexes = columns.map((c) => c.name).filter(() => random.chance(0.3));
  const size = random.pick([null, 10, 1000, 100000]);
  const table = { name, columns, key: key.length > 0 ? key : null, uniques, foreign, indexes, size, rows: [] };
  fill(random, table, tables);
  return table;
};

const fill = (random, table, tables) => {
  const wanted = random.weighted([[1, 0], [3, 2], [6, 5], [3, 8]]);
  for (let tries = 0; tries < wanted * 2 && table.rows.length < wanted; tries++) {
    if (table.key === null && table.rows.length > 0 && random.chance(0.2)) {
      const again = { ...random.pick(table.rows) };
      if (!table.uniques.some((u) => isTaken(table.rows, again, u))) table.rows.push(again);
      continue;
    }
    const row = {};
    for (const { name, type, notNull } of table.columns)
      row[name] = !notNull && random.chance(0.25) ? null : value(random, type);
    if (!refer(random, row, table, tables)) continue;
    if ([table.key ?? [], ...table.uniques].some((u) => u.length > 0 && isTaken(table.rows, row, u))) continue;
    table.rows.push(row);
  }
};

// Gives the row's foreign keys a row to refer to, or NULLs where they may be.
const refer = (random, row, table, tables) => {
  for (const { columns, table: name, refers } of table.foreign) {
    const { rows } = tables.find((other) => other.name === name);
    const nullable = columns.filter((c) => !table.columns.find((column) => column.name === c).notNull);
    if (nullable.length > 0 && (rows.length === 0 || random.chance(0.2))) {
      row[random.pick(nullable)] = null;
      continue;
    }
    if (rows.length === 0) return false;
    const target = random.pick(rows);
    columns.forEach((c, i) => (row[c] = target[refers[i]]));
  }
  return true;
};

// --- Views ------------------------------------------------------------------------------------------

const randomView = (random, tables) => {
  const first = random.pick(tables);
  const from = [first.name];
  let on = null;
  if (first.foreign.length > 0 && random.chance(0.5)) {
    const key = random.pick(first.foreign);
    from.push(key.table);
    on = key.columns.map((c, i) => [c, key.refers[i]]);
  }
  const columns = [];
  from.forEach((name, place) => {
    const table = tables.find((t) => t.name === name);
    for (const { name: column } of table.columns)
      if (random.chance(0.8)) columns.push({ name: `v${columns.length}`, of: [place, column] });
  });
  if (columns.length === 0) columns.push({ name: 'v0', of: [0, first.columns[0].name] });
  const where = [];
  if (random.chance(0.5)) {
    const { name, type } = random.pick(first.columns);
    if (random.chance(0.3)) where.push({ column: name, op: random.pick(['IS NULL', 'IS NOT NULL']), value: null });
    else where.push({ column: name, op: random.pick(['=', '<>']), value: value(random, type) });
  }
  const group = random.chance(0.25) ? random.some(columns, random.between(1, 2)).map((c) => c.name) : null;
  return {
    from, on, where,
    columns: group ? columns.filter((c) => group.includes(c.name)) : columns,
    distinct: group === null && random.chance(0.3),
    group,
    count: group ? 'n' : null,
  };
};

// The columns of a logical table: [{ name, type }].
export const sourceColumns = (world, source) => {
  const table = (name) => world.tables.find((t) => t.name === name);
  if (source.table !== undefined) return table(source.table).columns;
  const { view } = source;
  const columns = view.columns.map(({ name, of: [place, column] }) => ({
    name,
    type: table(view.from[place]).columns.find((c) => c.name === column).type,
  }));
  return view.count ? [...columns, { name: view.count, type: 'bigint' }] : columns;
};

// --- Term maps -----------------------------------------------------------------------------------

// Templates that many maps share, so that their terms meet. Numbers say how many columns they take.
const TEMPLATES = [
  [1, ['http://x.example/a/', 0]],
  [1, ['http://x.example/b/', 0, '/x']],
  [1, ['http://x.example/é?q=', 0]],
  [1, [0, '/end']],
  [1, ['urn:x:', 0]],
  [2, ['http://x.example/b/', 0, '/', 1]],
  [2, ['http://x.example/c/', 0, '_', 1]],
  [2, ['http://x.example/d/', 0, 1]],
];

const LITERAL_TEMPLATES = [
  [1, ['No. ', 0]],
  [2, [0, ' - ', 1]],
  [2, [0, '', 1]],
  [1, ['\\{', 0, '\\}']],
];

const template = (random, columns, shapes) => {
  const usable = shapes.filter(([count]) => count <= columns.length);
  const [count, shape] = random.pick(usable);
  const chosen = random.some(columns, count);
  return shape.map((part) => (typeof part === 'number' ? { column: chosen[part].name } : part)).filter((p) => p !== '');
};

const holdsIris = ({ type }) => type === 'iri' || type === 'relative';

// Columns for a template: keys first, since people write them so.
const inTemplates = (columns) => columns.filter((c) => !holdsIris(c));

const subjectMap = (random, world, source, columns) => {
  const table = source.table === undefined ? null : world.tables.find((t) => t.name === source.table);
  const key = table?.key ? columns.filter((c) => table.key.includes(c.name)) : null;
  const roll = random.next();
  if (roll < 0.55 && key) {
    const shapes = TEMPLATES.filter(([count]) => count === key.length);
    return { kind: 'template', parts: template(random, key, shapes), as: 'iri' };
  }
  const usable = inTemplates(columns);
  if (roll < 0.12 + 0.55 && usable.length > 0)
    return { kind: 'template', parts: template(random, usable, TEMPLATES), as: 'blank' };
  const iris = columns.filter(holdsIris);
  if (roll < 0.85 && iris.length > 0) return { kind: 'column', column: random.pick(iris).name, as: 'iri' };
  if (roll > 0.96 || usable.length === 0) return { kind: 'constant', term: `<${BASE}a/1>` };
  return { kind: 'template', parts: template(random, usable, TEMPLATES), as: 'iri' };
};

const LANGUAGES = ['en', 'de', 'en-gb'];

// A datatype for a column other than its natural one; only where texts stay canonical.
const otherDatatype = (random, type) => {
  const { family } = TYPES[type];
  if (family === 'text' && !holdsIris({ type }))
    return random.pick([`${NS}code`, `${XSD}string`, `${XSD}integer`, `${XSD}date`]);
  if (family === 'integer') return random.pick([`${XSD}string`, `${XSD}decimal`, `${NS}count`]);
  if (family === 'date') return random.pick([`${XSD}string`, `${NS}day`]);
  return null;
};

// Columns that say what a term is (mapping/README.md): their types are made for it.
const extended = (random, map, columns) => {
  const of = (type) => columns.filter((c) => c.type === type);
  for (const property of ['datatype', 'language', 'termType']) {
    const fitting = of(`${property}Of`);
    if (fitting.length > 0 && random.chance(0.7)) map.extension = { ...map.extension, [property]: random.pick(fitting).name };
  }
  return map;
};

const literalMap = (random, columns) => {
  const usable = inTemplates(columns);
  if (usable.length > 0 && random.chance(0.1)) {
    const map = { kind: 'template', parts: template(random, usable, LITERAL_TEMPLATES), as: 'literal' };
    if (random.chance(0.2)) map.language = random.pick(LANGUAGES);
    return map;
  }
  const { name, type } = random.pick(columns);
  const map = { kind: 'column', column: name, as: 'literal' };
  if (type === 'text' && columns.some((c) => /Of$/.test(c.type)) && random.chance(0.7)) return extended(random, map, columns);
  const isText = TYPES[type].kind === 'string';
  if (isText && random.chance(0.2)) map.language = random.pick(LANGUAGES);
  else if (random.chance(0.15)) {
    const datatype = otherDatatype(random, type);
    if (datatype) map.datatype = datatype;
  }
  return map;
};

const parentMap = (random, world, map, columns) => {
  const parents = world.maps.filter((other) => other.subject.kind !== 'constant' || random.chance(0.3));
  if (parents.length === 0) return null;
  if (map.source.table !== undefined) {
    const { foreign } = world.tables.find((t) => t.name === map.source.table);
    for (const { columns: own, table, refers } of random.shuffled(foreign)) {
      const parent = parents.find((p) => p.source.table === table);
      if (parent && random.chance(0.8))
        return { kind: 'parent', map: parent.name, joins: own.map((child, i) => ({ child, parent: refers[i] })) };
    }
  }
  const parent = random.pick(parents);
  const pairs = [];
  for (const a of columns)
    for (const b of sourceColumns(world, parent.source))
      if (TYPES[a.type].family === TYPES[b.type].family) pairs.push({ child: a.name, parent: b.name });
  if (pairs.length === 0) return null;
  return { kind: 'parent', map: parent.name, joins: random.some(pairs, random.chance(0.8) ? 1 : 2) };
};

const CONSTANTS = [`<${BASE}a/1>`, `<${BASE}a/2>`, '"a"', '"b"@en', `"1"^^<${XSD}integer>`, `<${NS}C1>`];

const objectMap = (random, world, map, columns) => {
  const roll = random.next();
  if (roll < 0.2) {
    const parent = parentMap(random, world, map, columns);
    if (parent) return parent;
  }
  if (roll < 0.4 && inTemplates(columns).length > 0) {
    const as = random.chance(0.12) ? 'blank' : 'iri';
    return { kind: 'template', parts: template(random, inTemplates(columns), TEMPLATES), as };
  }
  const iris = columns.filter(holdsIris);
  if (roll < 0.5 && iris.length > 0) return { kind: 'column', column: random.pick(iris).name, as: 'iri' };
  if (roll < 0.55) return { kind: 'constant', term: random.pick(CONSTANTS) };
  return literalMap(random, columns);
};

const graphMap = (random, columns) => {
  const roll = random.next();
  const iris = columns.filter(holdsIris);
  if (roll < 0.6) return { kind: 'constant', term: `<${NS}g${random.int(3)}>` };
  if (roll < 0.7) return { kind: 'constant', term: '<http://www.w3.org/ns/r2rml#defaultGraph>' };
  if (roll < 0.8 && iris.length > 0) return { kind: 'column', column: random.pick(iris).name, as: 'iri' };
  if (inTemplates(columns).length === 0) return { kind: 'constant', term: `<${NS}g0>` };
  return { kind: 'template', parts: template(random, inTemplates(columns), TEMPLATES.slice(0, 2)), as: 'iri' };
};

const predicateMap = (random, columns) => {
  const usable = inTemplates(columns);
  if (usable.length > 0 && random.chance(0.04))
    return { kind: 'template', parts: [`${NS}p`, { column: random.pick(usable).name }], as: 'iri' };
  return { kind: 'constant', term: `<${NS}p${random.int(8)}>` };
};

const randomMap = (random, world, place) => {
  const source = random.chance(0.25)
    ? { view: randomView(random, world.tables) }
    : { table: random.pick(world.tables).name };
  const columns = sourceColumns(world, source);
  const map = { name: `M${place}`, source, subject: subjectMap(random, world, source, columns), classes: [], graphs: [], poms: [] };
  for (let n = random.weighted([[3, 0], [5, 1], [1, 2]]); n > 0; n--) map.classes.push(`${NS}C${random.int(4)}`);
  map.classes = [...new Set(map.classes)];
  if (random.chance(0.15)) map.graphs.push(graphMap(random, columns));
  for (let n = random.between(map.classes.length > 0 ? 0 : 1, 4); n > 0; n--) {
    const pom = { predicates: [predicateMap(random, columns)], objects: [objectMap(random, world, map, columns)], graphs: [] };
    if (random.chance(0.1)) pom.predicates.push(predicateMap(random, columns));
    if (random.chance(0.1)) pom.objects.push(objectMap(random, world, map, columns));
    if (random.chance(0.15)) pom.graphs.push(graphMap(random, columns));
    map.poms.push(pom);
  }
  return map;
};

// The world of a seed.
export const randomWorld = (random) => {
  const world = { tables: [], maps: [], ontology: null };
  for (let n = random.between(1, 4), i = 0; i < n; i++) world.tables.push(randomTable(random, i, world.tables));
  for (let n = random.between(2, 6), i = 0; i < n; i++) world.maps.push(randomMap(random, world, i));
  return world;
};
