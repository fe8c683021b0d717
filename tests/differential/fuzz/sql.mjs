// A world's tables and views as SQL.
import { TYPES } from './types.mjs';

export const name = (text) => (/^[a-z][a-z0-9_]*$/.test(text) ? text : `"${text.replaceAll('"', '""')}"`);

const literal = (value) => (value === null ? 'NULL' : `'${value.replaceAll("'", "''")}'`);

const list = (columns) => columns.map(name).join(', ');

const tableText = (table) => {
  const lines = table.columns.map((c) => `  ${name(c.name)} ${TYPES[c.type].sql}${c.notNull ? ' NOT NULL' : ''}`);
  if (table.key) lines.push(`  PRIMARY KEY (${list(table.key)})`);
  for (const unique of table.uniques) lines.push(`  UNIQUE (${list(unique)})`);
  for (const { columns, table: other, refers } of table.foreign)
    lines.push(`  FOREIGN KEY (${list(columns)}) REFERENCES ${name(other)} (${list(refers)})`);
  const rows = table.rows.map((row) => `  (${table.columns.map((c) => literal(row[c.name])).join(', ')})`);
  const indexes = (table.indexes ?? []).map((column) => `CREATE INDEX ON ${name(table.name)} (${name(column)});\n`);
  const size = (table.size ?? null) === null ? '' :
    `UPDATE pg_class SET reltuples = ${table.size}, relpages = ${Math.ceil(table.size / 50)} ` +
    `WHERE oid = ${literal(name(table.name))}::regclass;\n`;
  return (
    `CREATE TABLE ${name(table.name)} (\n${lines.join(',\n')}\n);\n` +
    (rows.length > 0 ? `INSERT INTO ${name(table.name)} VALUES\n${rows.join(',\n')};\n` : '') +
    indexes.join('') + size
  );
};

// The types of a world's own, where a table has a column of one.
const typesText = (world) =>
  Object.entries(TYPES)
    .filter(([type, { create }]) => create && world.tables.some((t) => t.columns.some((c) => c.type === type)))
    .map(([, { sql, create, values }]) => `CREATE TYPE ${sql} AS ${create} (${values.map(literal).join(', ')});\n`)
    .join('');

export const schemaText = (world) =>
  `SET standard_conforming_strings = on;\nSET TimeZone = 'UTC';\n${typesText(world)}${world.tables.map(tableText).join('')}`;

export const viewText = (view) => {
  const alias = (place) => `s${place}`;
  const column = ([place, of]) => `${alias(place)}.${name(of)}`;
  const shown = view.columns.map((c) => `${column(c.of)} AS ${name(c.name)}`);
  if (view.count) shown.push(`count(*) AS ${name(view.count)}`);
  let text = `SELECT ${view.distinct ? 'DISTINCT ' : ''}${shown.join(', ')} FROM ${name(view.from[0])} AS s0`;
  if (view.on)
    text += ` JOIN ${name(view.from[1])} AS s1 ON ${view.on.map(([a, b]) => `s0.${name(a)} = s1.${name(b)}`).join(' AND ')}`;
  const conditions = view.where.map(({ column: c, op, value }) =>
    value === null ? `s0.${name(c)} ${op}` : `s0.${name(c)} ${op} ${literal(value)}`,
  );
  if (conditions.length > 0) text += ` WHERE ${conditions.join(' AND ')}`;
  if (view.group) text += ` GROUP BY ${view.columns.map((c) => column(c.of)).join(', ')}`;
  return text;
};
