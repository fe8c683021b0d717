// The independent engine, in a thread of its own so that a query can be given up.
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import oxigraph from 'oxigraph';
import { termText } from './compare.mjs';

let store = new oxigraph.Store();

// One text holds no more than 512 MB; a larger dump comes in parts cut at line ends, whose blank nodes
// would be taken for different ones: none of the worlds has both.
const PART = 500 << 20;

const load = (file) => {
  store = new oxigraph.Store();
  const data = readFileSync(file);
  for (let start = 0; start < data.length; ) {
    let end = Math.min(start + PART, data.length);
    if (end < data.length) end = data.lastIndexOf(10, end) + 1;
    const text = data.toString('utf8', start, end);
    store.load(text, { format: 'application/n-quads', no_transaction: true });
    start = end;
  }
  return store.size;
};

const ask = (query) => {
  const answer = store.query(query);
  if (typeof answer === 'boolean') return { boolean: answer };
  if (answer.length > 0 && answer[0].subject !== undefined)
    return { quads: answer.map((q) => [q.subject, q.predicate, q.object].map(termText)) };
  return { rows: answer.map((row) => Object.fromEntries([...row].map(([k, v]) => [k, termText(v)]))) };
};

const parse = (file, format) =>
  oxigraph
    .parse(readFileSync(file, 'utf8'), { format })
    .map((q) => [q.subject, q.predicate, q.object, q.graph].map(termText));

// Triples of a file as N-Triples writes their terms.
const statements = (file, format) =>
  oxigraph
    .parse(readFileSync(file, 'utf8'), { format })
    .map((q) => [q.subject, q.predicate, q.object].map((term) => term.toString()));

// Adds the triples, then runs the updates until none adds anything.
const entail = ({ triples, updates }) => {
  const text = triples.map((triple) => `${triple.join(' ')} .`).join('\n');
  store.load(text, { format: 'application/n-triples' });
  for (let before = -1; before !== store.size; ) {
    before = store.size;
    for (const update of updates) store.update(update);
  }
  return store.size;
};

parentPort.on('message', ({ id, action, argument, format }) => {
  try {
    const done = { load, ask, parse, statements, entail }[action](argument, format);
    parentPort.postMessage({ id, done });
  } catch (error) {
    // A trap of its machine: what it holds is good for nothing then.
    const crashed = error instanceof WebAssembly.RuntimeError;
    parentPort.postMessage({ id, error: String(error.message ?? error), crashed });
  }
});
