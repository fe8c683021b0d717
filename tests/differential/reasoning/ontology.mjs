// Random OWL 2 QL ontologies as plain data, and their RDF.
//
// axiom     { kind: 'sub', sub: concept, sup: concept } | { kind: 'property', sub: role, sup: role }
//           and the ways in which OWL says such things: 'domain', 'range', 'equivalent', 'inverse',
//           'symmetric', 'same property' (`normalised` takes these apart)
//           | { kind: 'rule', head, body: [atom] }, a rule of the user's beside them (rules.mjs)
// concept   { class } | { role, filler: class name | null }
// role      { name, inverse, data }
import { CLASSES, DATA_PROPERTIES, PROPERTIES, word } from './vocabulary.mjs';

const OWL = 'http://www.w3.org/2002/07/owl#';
const RDFS = 'http://www.w3.org/2000/01/rdf-schema#';

const objectRole = (random) => ({ name: random.pick(PROPERTIES), inverse: random.chance(0.35), data: false });
const dataRole = (random) => ({ name: random.pick(DATA_PROPERTIES), inverse: false, data: true });
const role = (random) => (random.chance(0.2) ? dataRole(random) : objectRole(random));

const basic = (random) =>
  random.chance(0.65) ? { class: random.pick(CLASSES) } : { role: role(random), filler: null };

const existential = (random) => {
  const of = role(random);
  return { role: of, filler: of.data || random.chance(0.4) ? null : random.pick(CLASSES) };
};

// existentials: at most so many; the chase grows with them.
export const randomOntology = (random, existentials) => {
  const axioms = [];
  let left = random.between(existentials > 0 ? 1 : 0, existentials);
  for (let n = random.between(1, 6) + left; n > 0; n--) {
    if (left > 0 && left-- > 0) {
      axioms.push({ kind: 'sub', sub: basic(random), sup: existential(random) });
      continue;
    }
    const kind = random.weighted([
      [4, 'sub'], [3, 'property'], [2, 'domain'], [2, 'range'], [1, 'equivalent'], [1, 'inverse'],
      [1, 'symmetric'], [1, 'same property'],
    ]);
    if (kind === 'sub') axioms.push({ kind, sub: basic(random), sup: { class: random.pick(CLASSES) } });
    else if (kind === 'domain') axioms.push({ kind, role: role(random), class: random.pick(CLASSES) });
    else if (kind === 'range') axioms.push({ kind, role: objectRole(random), class: random.pick(CLASSES) });
    else if (kind === 'equivalent')
      axioms.push({ kind, class: random.pick(CLASSES), other: { class: random.pick(CLASSES) } });
    else if (kind === 'symmetric') axioms.push({ kind, role: { ...objectRole(random), inverse: false } });
    else if (kind === 'inverse' || kind === 'same property' || random.chance(0.8)) {
      const plain = { ...objectRole(random), inverse: false };
      const other = { ...objectRole(random), inverse: kind === 'property' && random.chance(0.35) };
      axioms.push({ kind, sub: other, sup: plain });
    } else axioms.push({ kind, sub: dataRole(random), sup: dataRole(random) });
  }
  return axioms;
};

const flipped = (of) => ({ ...of, inverse: !of.inverse });

// Only 'sub' and 'property'.
export const normalised = (axioms) =>
  axioms.flatMap((axiom) => {
    switch (axiom.kind) {
      case 'domain':
        return [{ kind: 'sub', sub: { role: axiom.role, filler: null }, sup: { class: axiom.class } }];
      case 'range':
        return [{ kind: 'sub', sub: { role: flipped(axiom.role), filler: null }, sup: { class: axiom.class } }];
      case 'equivalent':
        return [
          { kind: 'sub', sub: { class: axiom.class }, sup: axiom.other },
          { kind: 'sub', sub: axiom.other, sup: { class: axiom.class } },
        ];
      case 'symmetric':
        return [{ kind: 'property', sub: flipped(axiom.role), sup: axiom.role }];
      case 'inverse':
        return [
          { kind: 'property', sub: flipped(axiom.sub), sup: axiom.sup },
          { kind: 'property', sub: flipped(axiom.sup), sup: axiom.sub },
        ];
      case 'rule':
        return [];
      case 'same property':
        return [
          { kind: 'property', sub: axiom.sub, sup: axiom.sup },
          { kind: 'property', sub: axiom.sup, sup: axiom.sub },
        ];
      default:
        return [axiom];
    }
  });

export const isExistential = (axiom) => axiom.kind === 'sub' && axiom.sup.role !== undefined;

// --- RDF --------------------------------------------------------------------------------------------

const roleText = (of) => (of.inverse ? `[ owl:inverseOf ${word(of.name)} ]` : word(of.name));

const conceptText = (concept) => {
  if (concept.class) return word(concept.class);
  const thing = concept.role.data ? 'rdfs:Literal' : 'owl:Thing';
  const filler = concept.filler ? word(concept.filler) : thing;
  return `[ a owl:Restriction ; owl:onProperty ${roleText(concept.role)} ; owl:someValuesFrom ${filler} ]`;
};

const axiomText = (axiom) => {
  switch (axiom.kind) {
    case 'sub': return `${conceptText(axiom.sub)} rdfs:subClassOf ${conceptText(axiom.sup)} .`;
    case 'property':
      return `${roleText(axiom.sub)} rdfs:subPropertyOf ${roleText(axiom.sup)} .`;
    case 'domain': return `${roleText(axiom.role)} rdfs:domain ${word(axiom.class)} .`;
    case 'range': return `${roleText(axiom.role)} rdfs:range ${word(axiom.class)} .`;
    case 'equivalent': return `${word(axiom.class)} owl:equivalentClass ${conceptText(axiom.other)} .`;
    case 'inverse': return `${roleText(axiom.sub)} owl:inverseOf ${roleText(axiom.sup)} .`;
    case 'symmetric': return `${roleText(axiom.role)} a owl:SymmetricProperty .`;
    case 'same property': return `${roleText(axiom.sub)} owl:equivalentProperty ${roleText(axiom.sup)} .`;
    default: throw new Error(axiom.kind);
  }
};

export const ontologyText = (axioms) =>
  [
    `@prefix owl: <${OWL}> .`,
    `@prefix rdfs: <${RDFS}> .`,
    '<http://x.example/ontology> a owl:Ontology .',
    ...CLASSES.map((name) => `${word(name)} a owl:Class .`),
    ...PROPERTIES.map((name) => `${word(name)} a owl:ObjectProperty .`),
    ...DATA_PROPERTIES.map((name) => `${word(name)} a owl:DatatypeProperty .`),
    ...axioms.filter(({ kind }) => kind !== 'rule').map(axiomText),
    '',
  ].join('\n');
