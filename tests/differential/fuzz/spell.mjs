// A query in other words that mean the same, where the other engine departs from the specification:
//
// - sequences and alternatives of paths are the joins and unions that they are (18.2.2.4): it gives a
//   solution once that several alternatives have;
// - `<`, `>`, `<=` and `>=` are of literals (17.3): it finds the latter two true, the others false, of any
//   term and itself;
// - a product with 0 is 0 (17.3, op:numeric-multiply): it finds none where the other factor is a decimal.
import { inScope } from './sparql.mjs';
import { XSD } from './types.mjs';

const isSpelt = (path) => typeof path === 'object' && (['seq', 'alt'].includes(path.path) || (path.path === '^' && isSpelt(path.part)));

const isUnequal = (path) => typeof path === 'object' && (path.path === 'alt' || [...(path.parts ?? []), path.part].some(isUnequal));

const isOrder = (node) => ['<', '>', '<=', '>='].includes(node.infix);
const isProduct = (node) => node.infix === '*';

const infix = (op, ...args) => ({ infix: op, args });
const EXACT = [`<${XSD}integer>`, `<${XSD}decimal>`];
const ERROR = infix('+', '"a"', '1');

// a * b, where a zero among two integers or decimals makes that of the type that they are promoted to.
const product = (a, b) => {
  const isExact = (factor) => ({ in: { call: 'DATATYPE', args: [factor] }, args: EXACT });
  const isZero = (factor) => infix('=', factor, '0');
  const special = infix('&&', infix('&&', isExact(a), isExact(b)), infix('||', isZero(a), isZero(b)));
  return { call: 'IF', args: [special, infix('+', infix('-', a, a), infix('-', b, b)), infix('*', a, b)] };
};

class Speller {
  #fresh = 0;

  // The patterns of Path(s, path, o).
  path(s, path, o) {
    if (!isSpelt(path)) return [{ kind: 'triple', s, p: path, o }];
    if (path.path === '^') return this.path(o, path.part, s);
    if (path.path === 'alt')
      return [{ kind: 'union', groups: path.parts.map((part) => ({ kind: 'group', items: this.path(s, part, o) })) }];
    const between = path.parts.slice(1).map(() => `?between${this.#fresh++}`);
    const ends = [s, ...between, o];
    return path.parts.flatMap((part, i) => this.path(ends[i], part, ends[i + 1]));
  }

  // Any part of a query.
  part(node) {
    if (Array.isArray(node))
      return node.flatMap((item) =>
        item?.kind === 'triple' && isUnequal(item.p) ? this.path(item.s, item.p, item.o) : [this.part(item)],
      );
    if (typeof node !== 'object' || node === null) return node;
    const copy = Object.fromEntries(Object.entries(node).map(([key, item]) => [key, this.part(item)]));
    if (isOrder(node)) return { call: 'IF', args: [{ call: 'isLiteral', args: [copy.args[0]] }, copy, ERROR] };
    if (isProduct(node)) return product(...copy.args);
    if (node.form === 'SELECT' && node.select === null) {
      const variables = [...new Set([...inScope(node.where), ...(node.values?.variables ?? [])])];
      if (variables.length > 0) copy.select = variables;
    }
    return copy;
  }
}

const holds = (node) =>
  typeof node === 'object' && node !== null &&
  ((node.kind === 'triple' && isUnequal(node.p)) || isOrder(node) || isProduct(node) || Object.values(node).some(holds));

export const spell = (query) => {
  if (!holds(query)) return query;
  return new Speller().part(query);
};
