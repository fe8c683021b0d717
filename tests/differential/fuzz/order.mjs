// Whether solutions come in the order that a query asks for (SPARQL 1.1, 15.1): unbound, blank nodes,
// IRIs, literals. Literals that `<` does not compare may come in any order.

const NUMERIC = new Set(['integer', 'decimal', 'double', 'float']);

const DATE = /^\d{4}-\d\d-\d\d$/;
const NUMBER = /^[+-]?(INF|[\d.]+(e[+-]?\d+)?)$/i;

const parsed = (term) => {
  if (term === '') return { rank: 0 };
  if (term.startsWith('_:')) return { rank: 1 };
  if (term.startsWith('<')) return { rank: 2, text: term.slice(1, -1) };
  const [, lexical, rest] = /^("(?:[^"\\]|\\.)*")(.*)$/s.exec(term);
  return { rank: 3, text: JSON.parse(lexical), type: rest };
};

const byCodePoint = (a, b) => Buffer.compare(Buffer.from(a, 'utf8'), Buffer.from(b, 'utf8'));

// Below, at or above zero; NaN where the specification does not say.
const compareTerms = (a, b) => {
  const [x, y] = [parsed(a), parsed(b)];
  if (x.rank !== y.rank) return x.rank - y.rank;
  if (x.rank === 0) return 0;
  if (x.rank === 1) return a === b ? 0 : NaN;
  if (x.rank === 2) return byCodePoint(x.text, y.text);
  const [p, q] = [x.type.replace('^^xsd:', ''), y.type.replace('^^xsd:', '')];
  if (NUMERIC.has(p) && NUMERIC.has(q)) {
    const value = (text) => (NUMBER.test(text) ? Number(text.replace('INF', 'Infinity')) : NaN);
    return value(x.text) - value(y.text);
  }
  if (p !== q) return NaN;
  if (p === '') return byCodePoint(x.text, y.text);
  if (p === 'boolean') return Number(x.text === 'true') - Number(y.text === 'true');
  if (p === 'date' && DATE.test(x.text) && DATE.test(y.text)) return byCodePoint(x.text, y.text);
  return a === b ? 0 : NaN;
};

// Null, or where our rows are not as the query's ORDER BY has them. Keys that are no variables of
// the answer end the comparison.
export const outOfOrder = (query, { variables, rows }) => {
  const keys = query.order.map(({ expr, descending }) => ({ place: typeof expr === 'string' ? variables.indexOf(expr.slice(1)) : -1, descending }));
  if (keys.length === 0 || keys[0].place < 0) return null;
  for (let i = 1; i < rows.length; i++)
    for (const { place, descending } of keys) {
      if (place < 0) break;
      const order = compareTerms(rows[i - 1][place], rows[i][place]) * (descending ? -1 : 1);
      if (order > 0) return `other order at row ${i + 1}: ${rows[i - 1][place]} before ${rows[i][place]}`;
      if (!(order === 0)) break;
    }
  return null;
};
