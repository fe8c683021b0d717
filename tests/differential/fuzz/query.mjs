// Random queries over a graph. Patterns are made of quads that are there, each term of which is meant
// for one variable, so that joins mostly find something.
import { expression, kindOf } from './expression.mjs';
import { emptyQuery, inScope } from './sparql.mjs';
import { NS } from './world.mjs';
import { XSD } from './types.mjs';

const NAMES = ['?a', '?b', '?c', '?d', '?e', '?f', '?g', '?h'];
const RDF_TYPE = '<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>';

class Maker {
  constructor(random, quads) {
    this.random = random;
    this.graphs = new Map();
    for (const quad of quads) this.graphs.set(quad[3], [...(this.graphs.get(quad[3]) ?? []), quad]);
    this.named = [...this.graphs.keys()].filter((g) => g !== '');
    this.terms = [...new Set(quads.flatMap(([s, , o]) => [s, o]))];
    this.predicates = [...new Set(quads.map((quad) => quad[1]))];
    this.variableOf = new Map();
    this.meant = new Map();
    this.fresh = 0;
  }

  quads(graph) {
    return this.graphs.get(graph) ?? [];
  }

  // The variable that stands for a term in this query.
  variable(term) {
    if (this.random.chance(0.04)) return this.random.pick(NAMES);
    if (!this.variableOf.has(term)) {
      const name = NAMES[this.variableOf.size % NAMES.length];
      this.variableOf.set(term, name);
      if (!this.meant.has(name)) this.meant.set(name, term);
    }
    return this.variableOf.get(term);
  }

  newVariable() {
    return `?n${this.fresh++}`;
  }

  // --- Triples ------------------------------------------------------------------------------------

  triple(quad) {
    const { random } = this;
    const [s, p, o] = quad;
    const type = p === RDF_TYPE;
    const subject = s.startsWith('_:') || random.chance(0.85) ? this.variable(s) : s;
    const predicate = random.chance(0.08) ? this.variable(p) : random.chance(0.01) ? `<${NS}none>` : p;
    if (random.chance(0.02)) return { kind: 'triple', s: subject, p: predicate, o: subject };
    if (random.chance(0.03)) return { kind: 'triple', s: subject, p: predicate, o: '[]' };
    const keep = !o.startsWith('_:') && random.chance(type ? 0.75 : 0.25);
    return { kind: 'triple', s: subject, p: predicate, o: keep ? o : this.variable(o) };
  }

  // Triples of one graph, mostly connected.
  triples(graph, count) {
    const quads = this.quads(graph);
    if (quads.length === 0) return [{ kind: 'triple', s: '?a', p: '?b', o: '?c' }];
    const known = new Set();
    for (const term of this.variableOf.keys()) known.add(term);
    const out = [];
    for (let i = 0; i < count; i++) {
      const near = quads.filter(([s, , o]) => known.has(s) || known.has(o));
      const quad = this.random.pick(near.length > 0 && this.random.chance(0.9) ? near : quads);
      known.add(quad[0]).add(quad[2]);
      out.push(this.triple(quad));
    }
    return out;
  }

  path(depth) {
    const { random } = this;
    const iri = () => random.pick(this.predicates);
    if (depth <= 0) return iri();
    const part = () => this.path(depth - 1);
    return random.weighted([
      [3, iri],
      [2, () => ({ path: 'seq', parts: [part(), part()] })],
      [2, () => ({ path: 'alt', parts: [part(), part()] })],
      [2, () => ({ path: '^', part: part() })],
      [1, () => ({ path: '*', part: part() })],
      [1, () => ({ path: '+', part: part() })],
      [1, () => ({ path: '?', part: part() })],
      [1, () => ({ path: '!', parts: random.chance(0.5) ? [iri()] : [iri(), { path: '^', part: iri() }] })],
    ])();
  }

  pathTriple(graph) {
    const quads = this.quads(graph);
    if (quads.length === 0) return this.triples(graph, 1)[0];
    const end = () => {
      const [s, , o] = this.random.pick(quads);
      const term = this.random.chance(0.5) ? s : o;
      return !term.startsWith('_:') && this.random.chance(0.3) ? term : this.variable(term);
    };
    return { kind: 'triple', s: end(), p: this.path(2), o: end() };
  }

  // --- Patterns -----------------------------------------------------------------------------------

  scope(variables, graph, depth) {
    const exists = depth > 0 ? () => this.group(graph, depth - 1) : null;
    return { variables, meant: this.meant, exists };
  }

  boolean(variables, graph, depth) {
    return expression(this.random, this.scope(variables, graph, depth), 'boolean', this.random.between(1, 2));
  }

  someVariable(group) {
    const all = inScope(group);
    return all.length > 0 && this.random.chance(0.9) ? this.random.pick(all) : this.random.pick(NAMES);
  }

  values(group) {
    const { random } = this;
    const variables = [...new Set([this.someVariable(group), ...(random.chance(0.4) ? [this.someVariable(group)] : [])])];
    const terms = this.terms.filter((t) => !t.startsWith('_:'));
    const term = (v) => {
      if (random.chance(0.15)) return null;
      const meant = this.meant.get(v);
      if (meant !== undefined && !meant.startsWith('_:') && random.chance(0.5)) return meant;
      return terms.length > 0 ? random.pick(terms) : '1';
    };
    const rows = [];
    for (let n = random.weighted([[1, 0], [4, 1], [4, 2], [2, 4]]); n > 0; n--) rows.push(variables.map(term));
    return { kind: 'values', variables, rows };
  }

  bind(group) {
    const { random } = this;
    const kind = random.pick(['number', 'string', 'boolean', 'iri']);
    const as = this.newVariable();
    const expr = expression(random, this.scope(inScope(group), '', 0), kind, random.between(0, 2));
    return { kind: 'bind', expr, as };
  }

  // Something to stand beside what a group has already.
  extra(group, graph, depth) {
    const { random } = this;
    const inner = () => this.group(graph, depth - 1);
    const filter = (variables, level) => ({ kind: 'filter', expr: this.boolean(variables, graph, level) });
    return random.weighted([
      [4, () => {
        const part = inner();
        if (random.chance(0.3)) part.items.push(filter([...inScope(group), ...inScope(part)], depth - 1));
        return { kind: 'optional', group: part };
      }],
      [2, () => ({ kind: 'union', groups: random.chance(0.8) ? [inner(), inner()] : [inner(), inner(), inner()] })],
      [1, () => ({ kind: 'minus', group: inner() })],
      [4, () => filter(inScope(group).length > 0 ? inScope(group) : NAMES, depth)],
      [2, () => this.bind(group)],
      [1, () => this.values(group)],
      [1, inner],
      [1, () => ({ kind: 'select', query: this.subSelect(graph, depth - 1) })],
      [1, () => this.pathTriple(graph)],
      [this.named.length > 0 ? 2 : 0.2, () => this.graph(depth - 1)],
      [1, () => this.triples(graph, 1)[0]],
    ])();
  }

  graph(depth) {
    const { random } = this;
    const name = this.named.length > 0 ? random.pick(this.named) : `<${NS}g0>`;
    return { kind: 'graph', name: random.chance(0.5) ? this.variable(name) : name, group: this.group(name, depth) };
  }

  group(graph, depth) {
    const { random } = this;
    const group = { kind: 'group', items: [] };
    if (!random.chance(0.06)) {
      if (this.quads(graph).length === 0 && this.named.length > 0) group.items.push(this.graph(depth - 1));
      else group.items.push(...this.triples(graph, random.weighted([[5, 1], [4, 2], [2, 3]])));
    }
    if (depth <= 0) return group;
    for (let n = random.weighted([[2, 0], [4, 1], [3, 2], [1, 3]]); n > 0; n--) group.items.push(this.extra(group, graph, depth));
    return group;
  }

  // --- Queries ------------------------------------------------------------------------------------

  // Groups by some of the variables and computes aggregates of others.
  aggregate(query) {
    const { random } = this;
    const variables = inScope(query.where);
    if (variables.length === 0) return;
    query.groupBy = random.some(variables, random.weighted([[2, 0], [4, 1], [1, 2]]));
    query.select = [...query.groupBy];
    if (random.chance(0.15)) {
      const as = this.newVariable();
      query.groupBy.push({ expr: this.any(variables), as });
      query.select.push(as);
    }
    for (let n = random.between(1, 2); n > 0; n--) {
      const name = this.newVariable();
      query.select.push({ expr: this.oneAggregate(query, variables), as: name });
    }
    if (random.chance(0.15)) {
      const sum = { aggregate: 'SUM', distinct: false, arg: expression(random, this.scope(variables, '', 0), 'number', 1) };
      query.select.push({ expr: { infix: random.pick(['+', '*', '>']), args: [sum, { aggregate: 'COUNT', distinct: false, arg: null }] }, as: this.newVariable() });
    }
    if (query.groupBy.length > 0 && random.chance(0.15)) {
      const key = random.pick(query.groupBy);
      query.order = [{ expr: typeof key === 'string' ? key : key.as, descending: random.chance(0.5) }];
    }
    if (random.chance(0.2))
      query.having.push({ infix: random.pick(['>', '>=', '<', '=']), args: [{ aggregate: 'COUNT', distinct: false, arg: null }, random.pick(['1', '2'])] });
  }

  oneAggregate(query, variables) {
    const { random } = this;
    const numbers = variables.filter((v) => kindOf(this.meant.get(v)) === 'number');
    const number = () => (numbers.length > 0 ? random.pick(numbers) : random.pick(variables));
    return random.weighted([
      [3, () => ({ aggregate: 'COUNT', distinct: random.chance(0.3), arg: random.chance(0.3) ? null : random.pick(variables) })],
      [2, () => ({ aggregate: random.pick(['SUM', 'AVG']), distinct: random.chance(0.2), arg: number() })],
      [1, () => ({ aggregate: random.pick(['COUNT', 'SUM', 'AVG']), distinct: random.chance(0.2), arg: expression(random, this.scope(variables, '', 0), 'number', 1) })],
      [2, () => {
        const v = number();
        query.where.items.push({ kind: 'filter', expr: { call: 'isNumeric', args: [v] } });
        return { aggregate: random.pick(['MIN', 'MAX']), distinct: false, arg: v };
      }],
      [1, () => {
        const v = random.pick(variables);
        query.where.items.push({ kind: 'filter', expr: { infix: '=', args: [{ call: 'DATATYPE', args: [v] }, `<${XSD}string>`] } });
        return random.pick([
          { aggregate: 'MIN', distinct: false, arg: v },
          { aggregate: 'MAX', distinct: false, arg: v },
          { aggregate: 'GROUP_CONCAT', distinct: random.chance(0.3), arg: v, separator: random.pick([undefined, '","', '""']) },
        ]);
      }],
    ])();
  }

  any(variables) {
    return expression(this.random, this.scope(variables, '', 0), this.random.pick(['number', 'string', 'boolean', 'iri']), 1);
  }

  // Its slices are of a total order: of IRIs alone, no two equal.
  subSelect(graph, depth) {
    const { random } = this;
    const query = emptyQuery('SELECT');
    query.where = this.group(graph, depth);
    const variables = inScope(query.where);
    if (variables.length === 0) return query;
    if (random.chance(0.25)) this.aggregateInside(query, variables);
    else if (random.chance(0.3)) {
      const v = random.pick(variables);
      query.where.items.push({ kind: 'filter', expr: { call: 'isIRI', args: [v] } });
      Object.assign(query, { distinct: true, select: [v], order: [{ expr: v, descending: random.chance(0.5) }], limit: random.int(4) });
      if (random.chance(0.3)) query.offset = random.int(3);
    } else {
      query.distinct = random.chance(0.5);
      query.select = random.some(variables, random.between(1, variables.length));
      if (random.chance(0.2)) query.select.push({ expr: this.any(variables), as: this.newVariable() });
    }
    return query;
  }

  aggregateInside(query, variables) {
    const { random } = this;
    query.groupBy = random.some(variables, 1);
    query.select = [...query.groupBy, {
      expr: { aggregate: 'COUNT', distinct: random.chance(0.5), arg: random.pick(variables) }, as: this.newVariable(),
    }];
  }

  construct(query) {
    const { random } = this;
    const variables = inScope(query.where);
    const term = () => (variables.length > 0 && random.chance(0.85) ? random.pick(variables) : random.pick(['<http://x.example/new>', '_:new']));
    for (let n = random.between(1, 3); n > 0; n--)
      query.template.push({
        s: term(),
        p: random.chance(0.2) && variables.length > 0 ? random.pick(variables) : `<${NS}q${random.int(3)}>`,
        o: random.chance(0.15) ? '"new"' : term(),
      });
  }

  modifiers(query) {
    const { random } = this;
    const variables = inScope(query.where);
    if (variables.length === 0) return;
    if (random.chance(0.2)) return this.aggregate(query);
    if (random.chance(0.6)) query.select = random.some(variables, random.between(1, variables.length));
    if (query.select !== null && random.chance(0.15)) {
      const kind = random.pick(['number', 'string', 'boolean', 'iri']);
      query.select.push({ expr: expression(random, this.scope(variables, '', 0), kind, 2), as: this.newVariable() });
    }
    query.distinct = random.chance(0.25);
    if (random.chance(0.2)) {
      const keys = query.distinct && query.select !== null ? query.select.filter((v) => typeof v === 'string') : variables;
      query.order = random.some(keys, random.between(1, 2)).map((expr) => ({ expr, descending: random.chance(0.4) }));
    }
    else if (!query.distinct && random.chance(0.06)) query.order = [{ expr: this.any(variables), descending: random.chance(0.4) }];
    if (random.chance(0.12)) query.limit = random.int(6);
    if (random.chance(0.05)) query.offset = random.int(4);
  }

  query() {
    const { random } = this;
    const query = emptyQuery(random.weighted([[16, 'SELECT'], [2, 'ASK'], [2, 'CONSTRUCT']]));
    if (this.named.length > 0 && random.chance(0.06)) {
      query.from = random.some(this.named, random.weighted([[3, 0], [4, 1], [1, 2]]));
      query.fromNamed = random.some(this.named, random.int(3));
    }
    const graph = '';
    query.where = this.group(graph, random.weighted([[2, 0], [5, 1], [4, 2], [1, 3]]));
    if (query.form === 'SELECT') this.modifiers(query);
    if (random.chance(0.05)) query.values = this.values(query.where);
    if (query.form === 'CONSTRUCT') this.construct(query);
    return query;
  }
}

// A query over the quads that its seed decides.
export const randomQuery = (random, quads) => new Maker(random, quads).query();
