// Random rules of the user's own beside an ontology: a tree of atoms for a body, and a head of words that no axiom
// and no table has, about variables of the body. Axioms may imply something of a head's class.
//
// rule      { kind: 'rule', head: [s, p, o], body: [[s, p, o]] }, one of a world's axioms
import { randomBody } from './query.mjs';
import { CLASSES, RULE_CLASSES, RULE_PROPERTIES, TYPE, isLiteral, isNull, word } from './vocabulary.mjs';

const isVariable = (term) => term.startsWith('?');

export const randomRules = (random, axioms) =>
  Array.from({ length: random.between(1, 3) }, () => {
    const body = randomBody(random, axioms);
    const variables = [...new Set(body.flat().filter(isVariable))];
    const subjects = variables.filter((v) => body.some(([s]) => s === v));
    const [s, o] = [random.pick(subjects.length > 0 ? subjects : variables), random.pick(variables)];
    const head = random.chance(0.6)
      ? [s, TYPE, word(random.pick(RULE_CLASSES))]
      : [s, word(random.pick(RULE_PROPERTIES)), o];
    return { kind: 'rule', head, body };
  });

// What follows from being of a head's class: nothing that bodies ask for.
export const randomAxiomAbove = (random) => ({
  kind: 'sub',
  sub: { class: random.pick(RULE_CLASSES) },
  sup: { role: { name: 'z', inverse: false, data: false }, filler: random.chance(0.5) ? null : 'Z' },
});

const atomsText = (atoms) => atoms.map((atom) => `${atom.join(' ')} .`).join(' ');

// Variables that the head does not mention are written as blank nodes now and then: every third rule.
export const rulesText = (axioms) =>
  axioms
    .filter(({ kind }) => kind === 'rule')
    .map(({ head, body }, i) => {
      const blank = (term) => (i % 3 === 0 && isVariable(term) && !head.includes(term) ? `_:${term.slice(1)}` : term);
      return `CONSTRUCT { ${head.join(' ')} } WHERE { ${atomsText(body.map((atom) => atom.map(blank)))} }`;
    })
    .join(' ;\n');

// Solutions of the atoms, as objects.
function* solutions(facts, atoms, bound = {}) {
  if (atoms.length === 0) {
    yield bound;
    return;
  }
  const [atom, ...rest] = atoms;
  for (const triple of facts.of(atom[1])) {
    const more = { ...bound };
    const fits = [0, 2].every((i) => {
      if (!isVariable(atom[i])) return atom[i] === triple[i];
      more[atom[i]] ??= triple[i];
      return more[atom[i]] === triple[i];
    });
    if (fits) yield* solutions(facts, rest, more);
  }
}

// The rules once; what a head mentions has a name. Did anything come?
export const applyRules = (facts, axioms) => {
  let changed = false;
  for (const { kind, head, body } of axioms) {
    if (kind !== 'rule') continue;
    for (const solution of [...solutions(facts, body)]) {
      const triple = head.map((term) => solution[term] ?? term);
      if (triple.some(isNull) || isLiteral(triple[0])) continue;
      changed = facts.add(...triple) || changed;
    }
  }
  return changed;
};
