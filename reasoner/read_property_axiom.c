// Axioms about properties: subproperties, chains, domains, ranges, characteristics, keys.
#include <string.h>

#include "base/rdf/vocabulary.h"
#include "reasoner/read_axiom_parts.h"

enum { KEY_MAX = 16 };

// --- Properties ----------------------------------------------------------------------------------
// About annotation properties there is nothing to reason.
static bool is_annotation(const Reading *reading, const Term *node) {
  const unsigned use = node->kind == TERM_IRI ? name_use(reading, node->lexical) : 0;
  return (use & NAME_ANNOTATION_PROPERTY) != 0 && (use & NAME_PROPERTY) == 0;
}

static bool read_two_properties(Reading *reading, const GraphStatement *s,
                                PropertyExpression out[2]) {
  if (is_annotation(reading, &s->subject)) return false;
  reading->trouble = NULL;
  if (read_property(reading, &s->subject, &out[0]) && read_property(reading, &s->object, &out[1]))
    return true;
  axiom_broken(reading, s);
  return false;
}

static bool read_one_property(Reading *reading, const GraphStatement *s, PropertyExpression *out) {
  if (is_annotation(reading, &s->subject)) return false;
  reading->trouble = NULL;
  if (read_property(reading, &s->subject, out)) return true;
  axiom_broken(reading, s);
  return false;
}

static void imply_property(Reading *reading, PropertyExpression sub, PropertyExpression super) {
  const HornTerm x = horn_variable(0), y = horn_variable(1);
  const HornAtom body = horn_property(sub, x, y);
  normal_rule(reading, 1, &body, horn_property(super, x, y));
}

void read_subproperty(Reading *reading, const GraphStatement *s) {
  PropertyExpression p[2];
  if (!read_two_properties(reading, s, p)) return;
  const Regime regime = p[0].inverse || p[1].inverse ? REGIME_QL : REGIME_RDFS;
  axiom_begin_properties(reading, s->source, regime, "SubPropertyOf", 2, p);
  imply_property(reading, p[0], p[1]);
  axiom_end(reading, true);
}

void read_equivalent_property(Reading *reading, const GraphStatement *s) {
  PropertyExpression p[2];
  if (!read_two_properties(reading, s, p)) return;
  axiom_begin_properties(reading, s->source, REGIME_QL, "EquivalentProperties", 2, p);
  imply_property(reading, p[0], p[1]);
  imply_property(reading, p[1], p[0]);
  axiom_end(reading, true);
}

static PropertyExpression inverse_of(PropertyExpression property) {
  return (PropertyExpression){property.iri, !property.inverse};
}

void read_inverse(Reading *reading, const GraphStatement *s) {
  PropertyExpression p[2];
  // A blank subject is the inverse itself, as an expression.
  if (s->subject.kind != TERM_IRI || !read_two_properties(reading, s, p)) return;
  axiom_begin_properties(reading, s->source, REGIME_QL, "InverseObjectProperties", 2, p);
  imply_property(reading, p[0], inverse_of(p[1]));
  imply_property(reading, inverse_of(p[1]), p[0]);
  axiom_end(reading, true);
}

static void read_domain_or_range(Reading *reading, const GraphStatement *s, const char *name,
                                 bool range) {
  PropertyExpression property;
  if (!read_one_property(reading, s, &property)) return;
  const bool data = (name_use(reading, property.iri) & NAME_PROPERTY) == NAME_DATA_PROPERTY;
  const ClassExpression *class_ = read_expression(reading, &s->object, range && data);
  if (class_ == NULL) {
    axiom_broken(reading, s);
    return;
  }
  Buffer text = {0};
  buffer_printf(&text, "%s%s(", range && class_->data ? "Data" : "Object", name);
  text_property(reading, &text, property);
  buffer_add_char(&text, ' ');
  text_expression(reading, &text, class_);
  buffer_add_char(&text, ')');
  Regime regime = class_->kind == EXPRESSION_NAME ? REGIME_RDFS : REGIME_FULL;
  if (regime == REGIME_FULL && (class_->data || axiom_is_ql_right(class_))) regime = REGIME_QL;
  axiom_begin(reading, s->source, regime, &text);
  const ClassExpression *thing = expression_name(reading, &OWL_THING);
  const ClassExpression *part[] = {class_};
  const ClassExpression some = {.kind = EXPRESSION_SOME, .property = property};
  const ClassExpression all = {.kind = EXPRESSION_ALL,
                               .data = class_->data,
                               .property = property,
                               .part_count = 1,
                               .part = part};
  axiom_end(reading, normal_subclass(reading, range ? thing : &some, range ? &all : class_,
                                     CONSTRAINT_DISJOINT_CLASSES));
}

void read_domain(Reading *reading, const GraphStatement *s) {
  read_domain_or_range(reading, s, "PropertyDomain", false);
}

void read_range(Reading *reading, const GraphStatement *s) {
  read_domain_or_range(reading, s, "PropertyRange", true);
}

static void make_disjoint_properties(Reading *reading, Source source, PropertyExpression a,
                                     PropertyExpression b) {
  const PropertyExpression both[] = {a, b};
  axiom_begin_properties(reading, source, REGIME_QL, "DisjointProperties", 2, both);
  const HornTerm x = horn_variable(0), y = horn_variable(1);
  const HornAtom body[] = {horn_property(a, x, y), horn_property(b, x, y)};
  normal_denial(reading, CONSTRAINT_DISJOINT_PROPERTIES, 2, body, 0, NULL);
  axiom_end(reading, true);
}

void read_disjoint_property(Reading *reading, const GraphStatement *s) {
  PropertyExpression p[2];
  if (read_two_properties(reading, s, p)) make_disjoint_properties(reading, s->source, p[0], p[1]);
}

static bool read_property_list(Reading *reading, const Term *list, size_t *count,
                               PropertyExpression **out) {
  const Term *member;
  if (!read_list(reading, list, count, &member)) return false;
  *out = ARENA_ARRAY(reading->arena, PropertyExpression, *count + 1);
  for (size_t i = 0; i < *count; i++)
    if (!read_property(reading, &member[i], &(*out)[i])) return false;
  return true;
}

void read_all_disjoint_properties(Reading *reading, const GraphStatement *s) {
  const Term *list = axiom_members(reading, &s->subject);
  size_t count;
  PropertyExpression *p;
  if (list == NULL || !read_property_list(reading, list, &count, &p)) {
    axiom_broken(reading, s);
    return;
  }
  for (size_t i = 0; i < count; i++)
    for (size_t j = i + 1; j < count; j++) make_disjoint_properties(reading, s->source, p[i], p[j]);
}

// p1 o p2 o … ⊑ p. A chain of one is an inclusion.
void read_chain(Reading *reading, const GraphStatement *s) {
  PropertyExpression super, *p;
  size_t count;
  if (!read_one_property(reading, s, &super)) return;
  if (!read_property_list(reading, &s->object, &count, &p) || count == 0 || count > KEY_MAX) {
    reading->trouble = "its chain is empty, too long or no list";
    axiom_broken(reading, s);
    return;
  }
  Buffer text = {0};
  buffer_add_text(&text, "SubObjectPropertyOf(ObjectPropertyChain(");
  for (size_t i = 0; i < count; i++) {
    if (i > 0) buffer_add_char(&text, ' ');
    text_property(reading, &text, p[i]);
  }
  buffer_add_text(&text, ") ");
  text_property(reading, &text, super);
  buffer_add_char(&text, ')');
  axiom_begin(reading, s->source, REGIME_FULL, &text);
  HornAtom body[KEY_MAX];
  for (unsigned i = 0; i < count; i++)
    body[i] = horn_property(p[i], horn_variable(i), horn_variable(i + 1));
  normal_rule(reading, count, body,
              horn_property(super, horn_variable(0), horn_variable((unsigned)count)));
  axiom_end(reading, true);
}

void read_transitive(Reading *reading, const GraphStatement *s) {
  PropertyExpression p;
  if (!read_one_property(reading, s, &p)) return;
  axiom_begin_properties(reading, s->source, REGIME_FULL, "TransitiveObjectProperty", 1, &p);
  const HornTerm x = horn_variable(0), y = horn_variable(1), z = horn_variable(2);
  const HornAtom body[] = {horn_property(p, x, y), horn_property(p, y, z)};
  normal_rule(reading, 2, body, horn_property(p, x, z));
  axiom_end(reading, true);
}

void read_symmetric(Reading *reading, const GraphStatement *s) {
  PropertyExpression p;
  if (!read_one_property(reading, s, &p)) return;
  axiom_begin_properties(reading, s->source, REGIME_QL, "SymmetricObjectProperty", 1, &p);
  imply_property(reading, inverse_of(p), p);
  axiom_end(reading, true);
}

void read_asymmetric(Reading *reading, const GraphStatement *s) {
  PropertyExpression p;
  if (!read_one_property(reading, s, &p)) return;
  axiom_begin_properties(reading, s->source, REGIME_QL, "AsymmetricObjectProperty", 1, &p);
  const HornTerm x = horn_variable(0), y = horn_variable(1);
  const HornAtom body[] = {horn_property(p, x, y), horn_property(p, y, x)};
  normal_denial(reading, CONSTRAINT_ASYMMETRIC, 2, body, 0, NULL);
  axiom_end(reading, true);
}

void read_reflexive(Reading *reading, const GraphStatement *s) {
  PropertyExpression p;
  if (!read_one_property(reading, s, &p)) return;
  axiom_begin_properties(reading, s->source, REGIME_QL, "ReflexiveObjectProperty", 1, &p);
  const HornTerm x = horn_variable(0);
  const HornAtom body = horn_class(x, &OWL_THING);
  normal_rule(reading, 1, &body, horn_property(p, x, x));
  axiom_end(reading, true);
}

void read_irreflexive(Reading *reading, const GraphStatement *s) {
  PropertyExpression p;
  if (!read_one_property(reading, s, &p)) return;
  axiom_begin_properties(reading, s->source, REGIME_QL, "IrreflexiveObjectProperty", 1, &p);
  const HornTerm x = horn_variable(0);
  const HornAtom body = horn_property(p, x, x);
  normal_denial(reading, CONSTRAINT_IRREFLEXIVE, 1, &body, 0, NULL);
  axiom_end(reading, true);
}

void read_functional(Reading *reading, const GraphStatement *s) {
  PropertyExpression p;
  if (!read_one_property(reading, s, &p)) return;
  axiom_begin_properties(reading, s->source, REGIME_FULL, "FunctionalProperty", 1, &p);
  axiom_end(reading, normal_at_most(reading, CONSTRAINT_FUNCTIONAL, p));
}

void read_inverse_functional(Reading *reading, const GraphStatement *s) {
  PropertyExpression p;
  if (!read_one_property(reading, s, &p)) return;
  axiom_begin_properties(reading, s->source, REGIME_FULL, "InverseFunctionalObjectProperty", 1, &p);
  axiom_end(reading, normal_at_most(reading, CONSTRAINT_INVERSE_FUNCTIONAL, inverse_of(p)));
}

// C(x), C(y) that agree in all properties are the same (OWL 2 Structural Specification, 9.5).
void read_key(Reading *reading, const GraphStatement *s) {
  reading->trouble = NULL;
  PropertyExpression *p = NULL;
  size_t count = 0;
  if (s->subject.kind != TERM_IRI || !read_property_list(reading, &s->object, &count, &p) ||
      count == 0 || count > KEY_MAX) {
    reading->trouble = "keys are of classes with names, over a list of properties";
    axiom_broken(reading, s);
    return;
  }
  Buffer text = {0};
  buffer_add_text(&text, "HasKey(");
  text_term(reading, &text, &s->subject);
  for (size_t i = 0; i < count; i++) {
    buffer_add_char(&text, ' ');
    text_property(reading, &text, p[i]);
  }
  buffer_add_char(&text, ')');
  axiom_begin(reading, s->source, REGIME_FULL, &text);
  const HornTerm x = horn_variable(0), y = horn_variable(1);
  HornAtom body[2 * KEY_MAX + 2];
  size_t atoms = 0;
  body[atoms++] = horn_class(x, s->subject.lexical);
  body[atoms++] = horn_class(y, s->subject.lexical);
  for (unsigned i = 0; i < count; i++) {
    body[atoms++] = horn_property(p[i], x, horn_variable(2 + i));
    body[atoms++] = horn_property(p[i], y, horn_variable(2 + i));
  }
  static const unsigned distinct[] = {0, 1};
  normal_rule(reading, atoms, body, (HornAtom){x, &OWL_SAME_AS, y});
  normal_denial(reading, CONSTRAINT_KEY, atoms, body, 2, distinct);
  axiom_end(reading, true);
}
