// The chase: what follows from a graph by an ontology, with a new individual for each "some" of each
// individual, to a given depth. Simple on purpose: it shares no thought with the rewriting.
import { isExistential, normalised } from './ontology.mjs';
import { applyRules } from './rules.mjs';
import { NULL, TYPE, isLiteral, word } from './vocabulary.mjs';

class Facts {
  all = new Map(); // text → [s, p, o]
  byPredicate = new Map();

  add(s, p, o) {
    const key = `${s} ${p} ${o}`;
    if (this.all.has(key)) return false;
    const triple = [s, p, o];
    this.all.set(key, triple);
    if (!this.byPredicate.has(p)) this.byPredicate.set(p, []);
    this.byPredicate.get(p).push(triple);
    return true;
  }

  of(p) {
    return this.byPredicate.get(p) ?? [];
  }
}

// The pairs of a role, as [from, to].
const pairs = (facts, role) =>
  facts.of(word(role.name)).map(([s, , o]) => (role.inverse ? [o, s] : [s, o]));

const members = (facts, concept) =>
  concept.class
    ? facts.of(TYPE).filter(([, , o]) => o === word(concept.class)).map(([s]) => s)
    : pairs(facts, concept.role).map(([from]) => from);

const addPair = (facts, role, from, to) => {
  const [s, o] = role.inverse ? [to, from] : [from, to];
  return !isLiteral(s) && facts.add(s, word(role.name), o);
};

// By inclusions; rules: those of the user, where they hold.
const infer = (facts, axioms, rules) => {
  for (let changed = true; changed; ) {
    changed = false;
    for (const { kind, sub, sup } of axioms) {
      if (kind === 'property') {
        for (const [from, to] of pairs(facts, sub)) changed = addPair(facts, sup, from, to) || changed;
      } else if (sup.class) {
        for (const member of members(facts, sub))
          if (!isLiteral(member)) changed = facts.add(member, TYPE, word(sup.class)) || changed;
      }
    }
    changed = applyRules(facts, rules) || changed;
  }
};

export class TooLarge extends Error {}

// triples: [s, p, o] as N-Triples writes terms. Individuals without a name are IRIs below NULL.
export const chase = (triples, ontology, depth, withRules, limit = 20000) => {
  const axioms = normalised(ontology);
  const rules = withRules ? ontology.filter(({ kind }) => kind === 'rule') : [];
  const facts = new Facts();
  for (const triple of triples) facts.add(...triple);
  const made = new Set();
  const level = new Map();
  let next = 0;
  for (;;) {
    infer(facts, axioms, rules);
    const wanted = [];
    axioms.forEach(({ sub, sup }, i) => {
      if (!isExistential(axioms[i])) return;
      for (const member of members(facts, sub)) {
        const key = `${i} ${member}`;
        if (isLiteral(member) || made.has(key) || (level.get(member) ?? 0) >= depth) continue;
        made.add(key);
        wanted.push([member, sup]);
      }
    });
    if (wanted.length === 0) return [...facts.all.values()];
    for (const [member, { role, filler }] of wanted) {
      // A literal that nobody knows is an IRI here, so nothing may follow from its being one.
      const node = `<${NULL}${next++}>`;
      level.set(node, (level.get(member) ?? 0) + 1);
      addPair(facts, role, member, node);
      if (filler) facts.add(node, TYPE, word(filler));
    }
    if (facts.all.size > limit) throw new TooLarge();
  }
};
