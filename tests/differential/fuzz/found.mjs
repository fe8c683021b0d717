// Cases as folders of small files:
//
//   schema.sql, mapping.ttl, ontology.ttl (when there is one)
//   options.txt    options of `anamorph serve`, when there are any
//   before.rq      a query that is asked first, when the fault is in what it leaves behind
//   query.rq       the query; without it the case is about the dump
//   expected.txt   its answer: ASK: true or false; SELECT: the variables, then a row a line, sorted, terms
//                  with tabs between; CONSTRUCT: triples. Without a query: the quads.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as compare from '../compare.mjs';
import { outOfOrder } from './order.mjs';

const SEPARATOR = '\t';

const lines = (rows) => rows.map((row) => `${row.join(SEPARATOR)}\n`).sort().join('');

export const answerText = (query, answer) => {
  if (answer.boolean !== undefined) return `${answer.boolean}\n`;
  if (query?.form === 'SELECT') {
    const rows = answer.rows ?? [];
    const variables = answer.variables ?? [...new Set(rows.flatMap((row) => Object.keys(row)))].sort();
    const cells = rows.map((row) => (Array.isArray(row) ? row : variables.map((v) => row[v] ?? '')));
    return `${variables.join(SEPARATOR)}\n${lines(cells)}`;
  }
  return lines(answer.quads ?? []);
};

export const writeCase = (folder, texts) => {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of Object.entries(texts)) if (text) writeFileSync(join(folder, name), text);
};

export const readCase = (folder) => {
  const read = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), 'utf8') : null);
  return {
    world: {
      schema: read('schema.sql'), mapping: read('mapping.ttl'), ontology: read('ontology.ttl'),
      options: read('options.txt')?.split(/\s+/).filter(Boolean),
    },
    before: read('before.rq'),
    query: read('query.rq'),
    expected: read('expected.txt'),
  };
};

const rowsOf = (text) => text.split('\n').slice(0, -1).map((line) => line.split(SEPARATOR));

// The keys of an ORDER BY of the whole query that are variables, as `order.mjs` takes them.
const orderOf = (text) => {
  const [, keys] = /\bORDER BY ([^}]*)$/.exec(text) ?? [null, ''];
  const order = [...keys.matchAll(/(ASC|DESC)\((\?\w+)\)/g)];
  return order.map(([, direction, expr]) => ({ expr, descending: direction === 'DESC' }));
};

// Null, or how the gateway's answer differs from what the case expects.
export const difference = (expected, query, form, answer, parse) => {
  if (form === 'ASK') return `${answer.boolean}\n` === expected ? null : `${answer.boolean}`;
  let [ours, theirs] = [null, rowsOf(expected)];
  if (form === 'SELECT') {
    const [variables, ...rows] = theirs;
    theirs = rows;
    ours = answer.rows.map((row) => variables.map((v) => row[answer.variables.indexOf(v)] ?? ''));
  } else ours = parse(answer.triples);
  const different = compare.difference(ours, theirs);
  if (!compare.isEmpty(different)) return compare.describe(different);
  return form === 'SELECT' ? outOfOrder({ order: orderOf(query) }, answer) : null;
};
