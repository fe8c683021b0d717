// RDF statements into axioms, and those into normal forms.
#include <string.h>

#include "base/rdf/vocabulary.h"
#include "reasoner/reading.h"

enum { KEY_MAX = 16 };

// --- Regimes -------------------------------------------------------------------------------------
// OWL 2 Profiles, section 3.2.3: what may stand on the left and on the right in OWL 2 QL.
static bool is_thing(const ClassExpression *e) {
  return e->kind == EXPRESSION_NAME && e->iri == &OWL_THING;
}

static bool ql_left(const ClassExpression *e) {
  if (e->kind == EXPRESSION_NAME) return true;
  return e->kind == EXPRESSION_SOME && (e->part_count == 0 || e->data || is_thing(e->part[0]));
}

static bool ql_right(const ClassExpression *e) {
  switch (e->kind) {
    case EXPRESSION_NAME: return true;
    case EXPRESSION_AND:
      for (size_t i = 0; i < e->part_count; i++)
        if (!ql_right(e->part[i])) return false;
      return true;
    case EXPRESSION_NOT: return ql_left(e->part[0]);
    case EXPRESSION_SOME:
      return e->part_count == 0 || e->data || e->part[0]->kind == EXPRESSION_NAME;
    default: return false;
  }
}

static Regime regime_of(const ClassExpression *sub, const ClassExpression *super) {
  if (sub->kind == EXPRESSION_NAME && super->kind == EXPRESSION_NAME) return REGIME_RDFS;
  return ql_left(sub) && ql_right(super) ? REGIME_QL : REGIME_FULL;
}

// --- One axiom -----------------------------------------------------------------------------------
static size_t kept(const Reading *reading) {
  return reading->concept_inclusions.count + reading->property_inclusions.count +
         reading->existentials.count + reading->rules.count + reading->constraints.count +
         reading->facts.count;
}

void tell_outside(Reading *reading, Source source, const char *text, const char *why) {
  const bool in_part = reading->axiom != NULL && kept(reading) > reading->kept_before;
  diagnostics_add(reading->diagnostics, SEVERITY_WARNING, source, "%s: %s: %s",
                  in_part ? "reasoned with only in part" : "not reasoned with", text,
                  why == NULL ? "it is malformed" : why);
  reading->ontology->outside_count++;
}

// The axiom becomes the one that normal forms are of. text is emptied.
static void begin(Reading *reading, Source source, Regime regime, Buffer *text) {
  Axiom *axiom = ARENA_NEW(reading->arena, Axiom);
  *axiom = (Axiom){buffer_copy(text, reading->arena), source, regime};
  reading->axiom = axiom;
  reading->kept_before = kept(reading);
  reading->trouble = NULL;
  buffer_free(text);
  *text = (Buffer){0};
}

static void end(Reading *reading, bool good) {
  if (good)
    reading->ontology->axiom_count++;
  else
    tell_outside(reading, reading->axiom->source, reading->axiom->text, reading->trouble);
  reading->axiom = NULL;
}

// An axiom that cannot even be read.
static void broken(Reading *reading, const GraphStatement *statement) {
  Buffer text = {0};
  text_term(reading, &text, &statement->subject);
  buffer_add_char(&text, ' ');
  text_iri(reading, &text, statement->predicate);
  buffer_add_char(&text, ' ');
  text_term(reading, &text, &statement->object);
  tell_outside(reading, statement->source, buffer_text(&text), reading->trouble);
  buffer_free(&text);
}

static void begin_expressions(Reading *reading, Source source, Regime regime, const char *name,
                              const ClassExpression *a, const ClassExpression *b) {
  Buffer text = {0};
  buffer_printf(&text, "%s(", name);
  text_expression(reading, &text, a);
  buffer_add_char(&text, ' ');
  text_expression(reading, &text, b);
  buffer_add_char(&text, ')');
  begin(reading, source, regime, &text);
}

static void begin_properties(Reading *reading, Source source, Regime regime, const char *name,
                             size_t count, const PropertyExpression property[]) {
  Buffer text = {0};
  buffer_printf(&text, "%s(", name);
  for (size_t i = 0; i < count; i++) {
    if (i > 0) buffer_add_char(&text, ' ');
    text_property(reading, &text, property[i]);
  }
  buffer_add_char(&text, ')');
  begin(reading, source, regime, &text);
}

// --- Classes -------------------------------------------------------------------------------------
static bool is_datatype(const Reading *reading, const Term *node) {
  return node->kind == TERM_IRI && (name_use(reading, node->lexical) & NAME_DATATYPE) != 0;
}

static bool read_both(Reading *reading, const GraphStatement *s, const ClassExpression **a,
                      const ClassExpression **b) {
  *a = read_expression(reading, &s->subject, false);
  *b = *a == NULL ? NULL : read_expression(reading, &s->object, false);
  if (*b == NULL) broken(reading, s);
  return *b != NULL;
}

static void read_subclass(Reading *reading, const GraphStatement *s) {
  const ClassExpression *sub, *super;
  if (is_datatype(reading, &s->subject) || !read_both(reading, s, &sub, &super)) return;
  begin_expressions(reading, s->source, regime_of(sub, super), "SubClassOf", sub, super);
  end(reading, normal_subclass(reading, sub, super, CONSTRAINT_DISJOINT_CLASSES));
}

static void make_equivalent(Reading *reading, Source source, const ClassExpression *a,
                            const ClassExpression *b) {
  const bool ql = ql_left(a) && ql_right(a) && ql_left(b) && ql_right(b);
  begin_expressions(reading, source, ql ? REGIME_QL : REGIME_FULL, "EquivalentClasses", a, b);
  const bool there = normal_subclass(reading, a, b, CONSTRAINT_DISJOINT_CLASSES);
  const char *trouble = reading->trouble;
  const bool back = normal_subclass(reading, b, a, CONSTRAINT_DISJOINT_CLASSES);
  if (reading->trouble == NULL) reading->trouble = trouble;
  end(reading, there && back);
}

static void read_equivalent_class(Reading *reading, const GraphStatement *s) {
  const ClassExpression *a, *b;
  if (is_datatype(reading, &s->subject) || !read_both(reading, s, &a, &b)) return;
  make_equivalent(reading, s->source, a, b);
}

// A name that is itself an intersection, a union, …: as OWL 1 defined classes.
static void read_definition(Reading *reading, const GraphStatement *s) {
  if (s->subject.kind != TERM_IRI || is_datatype(reading, &s->subject)) return;
  const ClassExpression *a = read_expression(reading, &s->subject, false);
  const ClassExpression *b = read_described(reading, &s->subject);
  if (b == NULL)
    broken(reading, s);
  else
    make_equivalent(reading, s->source, a, b);
}

static void make_disjoint(Reading *reading, Source source, const ClassExpression *a,
                          const ClassExpression *b) {
  begin_expressions(reading, source, ql_left(a) && ql_left(b) ? REGIME_QL : REGIME_FULL,
                    "DisjointClasses", a, b);
  const ClassExpression *part[] = {b};
  const ClassExpression negation = {.kind = EXPRESSION_NOT, .part_count = 1, .part = part};
  end(reading, normal_subclass(reading, a, &negation, CONSTRAINT_DISJOINT_CLASSES));
}

static void read_disjoint(Reading *reading, const GraphStatement *s) {
  const ClassExpression *a, *b;
  if (read_both(reading, s, &a, &b)) make_disjoint(reading, s->source, a, b);
}

static const Term *members_of(const Reading *reading, const Term *node) {
  const Term *list = read_object(reading, node, &OWL_MEMBERS);
  return list != NULL ? list : read_object(reading, node, &OWL_DISTINCT_MEMBERS);
}

static bool read_class_list(Reading *reading, const Term *list, size_t *count,
                            const ClassExpression *const **out) {
  const Term *member;
  if (!read_list(reading, list, count, &member)) return false;
  const ClassExpression **classes = ARENA_ARRAY(reading->arena, const ClassExpression *, *count);
  for (size_t i = 0; i < *count; i++) {
    classes[i] = read_expression(reading, &member[i], false);
    if (classes[i] == NULL) return false;
  }
  *out = classes;
  return true;
}

static void make_all_disjoint(Reading *reading, Source source, size_t count,
                              const ClassExpression *const classes[]) {
  for (size_t i = 0; i < count; i++)
    for (size_t j = i + 1; j < count; j++) make_disjoint(reading, source, classes[i], classes[j]);
}

static void read_all_disjoint_classes(Reading *reading, const GraphStatement *s) {
  const Term *list = members_of(reading, &s->subject);
  size_t count;
  const ClassExpression *const *classes;
  if (list == NULL || !read_class_list(reading, list, &count, &classes))
    broken(reading, s);
  else
    make_all_disjoint(reading, s->source, count, classes);
}

static void read_disjoint_union(Reading *reading, const GraphStatement *s) {
  const ClassExpression *whole = read_expression(reading, &s->subject, false);
  size_t count;
  const ClassExpression *const *classes;
  if (whole == NULL || !read_class_list(reading, &s->object, &count, &classes)) {
    broken(reading, s);
    return;
  }
  const ClassExpression all = {.kind = EXPRESSION_OR, .part_count = count, .part = classes};
  make_equivalent(reading, s->source, whole, &all);
  make_all_disjoint(reading, s->source, count, classes);
}

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
  broken(reading, s);
  return false;
}

static bool read_one_property(Reading *reading, const GraphStatement *s, PropertyExpression *out) {
  if (is_annotation(reading, &s->subject)) return false;
  reading->trouble = NULL;
  if (read_property(reading, &s->subject, out)) return true;
  broken(reading, s);
  return false;
}

static void imply_property(Reading *reading, PropertyExpression sub, PropertyExpression super) {
  const HornTerm x = horn_variable(0), y = horn_variable(1);
  const HornAtom body = horn_property(sub, x, y);
  normal_rule(reading, 1, &body, horn_property(super, x, y));
}

static void read_subproperty(Reading *reading, const GraphStatement *s) {
  PropertyExpression p[2];
  if (!read_two_properties(reading, s, p)) return;
  const Regime regime = p[0].inverse || p[1].inverse ? REGIME_QL : REGIME_RDFS;
  begin_properties(reading, s->source, regime, "SubPropertyOf", 2, p);
  imply_property(reading, p[0], p[1]);
  end(reading, true);
}

static void read_equivalent_property(Reading *reading, const GraphStatement *s) {
  PropertyExpression p[2];
  if (!read_two_properties(reading, s, p)) return;
  begin_properties(reading, s->source, REGIME_QL, "EquivalentProperties", 2, p);
  imply_property(reading, p[0], p[1]);
  imply_property(reading, p[1], p[0]);
  end(reading, true);
}

static PropertyExpression inverse_of(PropertyExpression property) {
  return (PropertyExpression){property.iri, !property.inverse};
}

static void read_inverse(Reading *reading, const GraphStatement *s) {
  PropertyExpression p[2];
  // A blank subject is the inverse itself, as an expression.
  if (s->subject.kind != TERM_IRI || !read_two_properties(reading, s, p)) return;
  begin_properties(reading, s->source, REGIME_QL, "InverseObjectProperties", 2, p);
  imply_property(reading, p[0], inverse_of(p[1]));
  imply_property(reading, inverse_of(p[1]), p[0]);
  end(reading, true);
}

static void read_domain_or_range(Reading *reading, const GraphStatement *s, const char *name,
                                 bool range) {
  PropertyExpression property;
  if (!read_one_property(reading, s, &property)) return;
  const bool data = (name_use(reading, property.iri) & NAME_PROPERTY) == NAME_DATA_PROPERTY;
  const ClassExpression *class_ = read_expression(reading, &s->object, range && data);
  if (class_ == NULL) {
    broken(reading, s);
    return;
  }
  Buffer text = {0};
  buffer_printf(&text, "%s%s(", range && class_->data ? "Data" : "Object", name);
  text_property(reading, &text, property);
  buffer_add_char(&text, ' ');
  text_expression(reading, &text, class_);
  buffer_add_char(&text, ')');
  Regime regime = class_->kind == EXPRESSION_NAME ? REGIME_RDFS : REGIME_FULL;
  if (regime == REGIME_FULL && (class_->data || ql_right(class_))) regime = REGIME_QL;
  begin(reading, s->source, regime, &text);
  const ClassExpression *thing = expression_name(reading, &OWL_THING);
  const ClassExpression *part[] = {class_};
  const ClassExpression some = {.kind = EXPRESSION_SOME, .property = property};
  const ClassExpression all = {.kind = EXPRESSION_ALL,
                               .data = class_->data,
                               .property = property,
                               .part_count = 1,
                               .part = part};
  end(reading, normal_subclass(reading, range ? thing : &some, range ? &all : class_,
                               CONSTRAINT_DISJOINT_CLASSES));
}

static void read_domain(Reading *reading, const GraphStatement *s) {
  read_domain_or_range(reading, s, "PropertyDomain", false);
}

static void read_range(Reading *reading, const GraphStatement *s) {
  read_domain_or_range(reading, s, "PropertyRange", true);
}

static void make_disjoint_properties(Reading *reading, Source source, PropertyExpression a,
                                     PropertyExpression b) {
  const PropertyExpression both[] = {a, b};
  begin_properties(reading, source, REGIME_QL, "DisjointProperties", 2, both);
  const HornTerm x = horn_variable(0), y = horn_variable(1);
  const HornAtom body[] = {horn_property(a, x, y), horn_property(b, x, y)};
  normal_denial(reading, CONSTRAINT_DISJOINT_PROPERTIES, 2, body, 0, NULL);
  end(reading, true);
}

static void read_disjoint_property(Reading *reading, const GraphStatement *s) {
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

static void read_all_disjoint_properties(Reading *reading, const GraphStatement *s) {
  const Term *list = members_of(reading, &s->subject);
  size_t count;
  PropertyExpression *p;
  if (list == NULL || !read_property_list(reading, list, &count, &p)) {
    broken(reading, s);
    return;
  }
  for (size_t i = 0; i < count; i++)
    for (size_t j = i + 1; j < count; j++) make_disjoint_properties(reading, s->source, p[i], p[j]);
}

// p1 o p2 o … ⊑ p. A chain of one is an inclusion.
static void read_chain(Reading *reading, const GraphStatement *s) {
  PropertyExpression super, *p;
  size_t count;
  if (!read_one_property(reading, s, &super)) return;
  if (!read_property_list(reading, &s->object, &count, &p) || count == 0 || count > KEY_MAX) {
    reading->trouble = "its chain is empty, too long or no list";
    broken(reading, s);
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
  begin(reading, s->source, REGIME_FULL, &text);
  HornAtom body[KEY_MAX];
  for (unsigned i = 0; i < count; i++)
    body[i] = horn_property(p[i], horn_variable(i), horn_variable(i + 1));
  normal_rule(reading, count, body,
              horn_property(super, horn_variable(0), horn_variable((unsigned)count)));
  end(reading, true);
}

static void read_transitive(Reading *reading, const GraphStatement *s) {
  PropertyExpression p;
  if (!read_one_property(reading, s, &p)) return;
  begin_properties(reading, s->source, REGIME_FULL, "TransitiveObjectProperty", 1, &p);
  const HornTerm x = horn_variable(0), y = horn_variable(1), z = horn_variable(2);
  const HornAtom body[] = {horn_property(p, x, y), horn_property(p, y, z)};
  normal_rule(reading, 2, body, horn_property(p, x, z));
  end(reading, true);
}

static void read_symmetric(Reading *reading, const GraphStatement *s) {
  PropertyExpression p;
  if (!read_one_property(reading, s, &p)) return;
  begin_properties(reading, s->source, REGIME_QL, "SymmetricObjectProperty", 1, &p);
  imply_property(reading, inverse_of(p), p);
  end(reading, true);
}

static void read_asymmetric(Reading *reading, const GraphStatement *s) {
  PropertyExpression p;
  if (!read_one_property(reading, s, &p)) return;
  begin_properties(reading, s->source, REGIME_QL, "AsymmetricObjectProperty", 1, &p);
  const HornTerm x = horn_variable(0), y = horn_variable(1);
  const HornAtom body[] = {horn_property(p, x, y), horn_property(p, y, x)};
  normal_denial(reading, CONSTRAINT_ASYMMETRIC, 2, body, 0, NULL);
  end(reading, true);
}

static void read_reflexive(Reading *reading, const GraphStatement *s) {
  PropertyExpression p;
  if (!read_one_property(reading, s, &p)) return;
  begin_properties(reading, s->source, REGIME_QL, "ReflexiveObjectProperty", 1, &p);
  const HornTerm x = horn_variable(0);
  const HornAtom body = horn_class(x, &OWL_THING);
  normal_rule(reading, 1, &body, horn_property(p, x, x));
  end(reading, true);
}

static void read_irreflexive(Reading *reading, const GraphStatement *s) {
  PropertyExpression p;
  if (!read_one_property(reading, s, &p)) return;
  begin_properties(reading, s->source, REGIME_QL, "IrreflexiveObjectProperty", 1, &p);
  const HornTerm x = horn_variable(0);
  const HornAtom body = horn_property(p, x, x);
  normal_denial(reading, CONSTRAINT_IRREFLEXIVE, 1, &body, 0, NULL);
  end(reading, true);
}

static void read_functional(Reading *reading, const GraphStatement *s) {
  PropertyExpression p;
  if (!read_one_property(reading, s, &p)) return;
  begin_properties(reading, s->source, REGIME_FULL, "FunctionalProperty", 1, &p);
  end(reading, normal_at_most(reading, CONSTRAINT_FUNCTIONAL, p));
}

static void read_inverse_functional(Reading *reading, const GraphStatement *s) {
  PropertyExpression p;
  if (!read_one_property(reading, s, &p)) return;
  begin_properties(reading, s->source, REGIME_FULL, "InverseFunctionalObjectProperty", 1, &p);
  end(reading, normal_at_most(reading, CONSTRAINT_INVERSE_FUNCTIONAL, inverse_of(p)));
}

// C(x), C(y) that agree in all properties are the same (OWL 2 Structural Specification, 9.5).
static void read_key(Reading *reading, const GraphStatement *s) {
  reading->trouble = NULL;
  PropertyExpression *p = NULL;
  size_t count = 0;
  if (s->subject.kind != TERM_IRI || !read_property_list(reading, &s->object, &count, &p) ||
      count == 0 || count > KEY_MAX) {
    reading->trouble = "keys are of classes with names, over a list of properties";
    broken(reading, s);
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
  begin(reading, s->source, REGIME_FULL, &text);
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
  end(reading, true);
}

// --- Individuals ---------------------------------------------------------------------------------
static void make_different(Reading *reading, Source source, const Term *a, const Term *b) {
  Buffer text = {0};
  buffer_add_text(&text, "DifferentIndividuals(");
  text_term(reading, &text, a);
  buffer_add_char(&text, ' ');
  text_term(reading, &text, b);
  buffer_add_char(&text, ')');
  begin(reading, source, REGIME_QL, &text);
  const HornAtom body = {horn_constant(*a), &OWL_SAME_AS, horn_constant(*b)};
  normal_denial(reading, CONSTRAINT_DIFFERENT, 1, &body, 0, NULL);
  end(reading, true);
}

static void read_different(Reading *reading, const GraphStatement *s) {
  make_different(reading, s->source, &s->subject, &s->object);
}

static void read_all_different(Reading *reading, const GraphStatement *s) {
  const Term *list = members_of(reading, &s->subject);
  size_t count;
  const Term *member;
  if (list == NULL || !read_list(reading, list, &count, &member)) {
    broken(reading, s);
    return;
  }
  for (size_t i = 0; i < count; i++)
    for (size_t j = i + 1; j < count; j++)
      make_different(reading, s->source, &member[i], &member[j]);
}

static void read_negative(Reading *reading, const GraphStatement *s) {
  const Term *from = read_object(reading, &s->subject, &OWL_SOURCE_INDIVIDUAL);
  const Term *by = read_object(reading, &s->subject, &OWL_ASSERTION_PROPERTY);
  const Term *to = read_object(reading, &s->subject, &OWL_TARGET_INDIVIDUAL);
  if (to == NULL) to = read_object(reading, &s->subject, &OWL_TARGET_VALUE);
  PropertyExpression property;
  reading->trouble = NULL;
  if (from == NULL || by == NULL || to == NULL || !read_property(reading, by, &property)) {
    broken(reading, s);
    return;
  }
  Buffer text = {0};
  buffer_add_text(&text, "NegativePropertyAssertion(");
  text_property(reading, &text, property);
  buffer_add_char(&text, ' ');
  text_term(reading, &text, from);
  buffer_add_char(&text, ' ');
  text_term(reading, &text, to);
  buffer_add_char(&text, ')');
  begin(reading, s->source, REGIME_FULL, &text);
  const HornAtom body = horn_property(property, horn_constant(*from), horn_constant(*to));
  normal_denial(reading, CONSTRAINT_NEGATIVE, 1, &body, 0, NULL);
  end(reading, true);
}

static void add_fact(Reading *reading, const GraphStatement *s) {
  Buffer text = {0};
  const bool is_class = s->predicate == &RDF_TYPE;
  buffer_add_text(&text, is_class ? "ClassAssertion(" : "PropertyAssertion(");
  if (is_class)
    text_term(reading, &text, &s->object);
  else
    text_iri(reading, &text, s->predicate);
  buffer_add_char(&text, ' ');
  text_term(reading, &text, &s->subject);
  if (!is_class) {
    buffer_add_char(&text, ' ');
    text_term(reading, &text, &s->object);
  }
  buffer_add_char(&text, ')');
  begin(reading, s->source, REGIME_RDFS, &text);
  const Fact fact = {s->subject, s->predicate, s->object, reading->axiom};
  VEC_PUSH(reading->arena, &reading->facts, fact);
  end(reading, true);
}

static void read_assertion(Reading *reading, const GraphStatement *s) {
  const ClassExpression *class_ = read_expression(reading, &s->object, false);
  if (class_ == NULL) {
    broken(reading, s);
    return;
  }
  Buffer text = {0};
  buffer_add_text(&text, "ClassAssertion(");
  text_expression(reading, &text, class_);
  buffer_add_char(&text, ' ');
  text_term(reading, &text, &s->subject);
  buffer_add_char(&text, ')');
  begin(reading, s->source, ql_right(class_) ? REGIME_QL : REGIME_FULL, &text);
  end(reading, normal_assertion(reading, &s->subject, class_));
}

// --- All statements ------------------------------------------------------------------------------
typedef struct Word {
  const Symbol *word;
  void (*read)(Reading *reading, const GraphStatement *statement);
} Word;

static const Word PREDICATES[] = {
#define PREDICATE(word, reader) {&word, reader},
#define TYPE(word, reader)
#include "reasoner/axiom_word.def"
#undef PREDICATE
#undef TYPE
};

static const Word TYPES[] = {
#define PREDICATE(word, reader)
#define TYPE(word, reader) {&word, reader},
#include "reasoner/axiom_word.def"
#undef PREDICATE
#undef TYPE
};

static bool read_by_word(Reading *reading, const Word words[], size_t count, const Symbol *word,
                         const GraphStatement *statement) {
  for (size_t i = 0; i < count; i++) {
    if (words[i].word != word) continue;
    words[i].read(reading, statement);
    return true;
  }
  return false;
}

static bool is_builtin(const Symbol *iri) {
  static const char *const namespaces[] = {
      "http://www.w3.org/2002/07/owl#", "http://www.w3.org/2000/01/rdf-schema#",
      "http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://www.w3.org/2001/XMLSchema#"};
  for (size_t i = 0; i < sizeof namespaces / sizeof *namespaces; i++)
    if (strncmp(iri->text, namespaces[i], strlen(namespaces[i])) == 0) return true;
  return false;
}

// What is said of classes, properties, ontologies and annotations is about the ontology, not about
// the world; unless the name is declared as an individual too.
static bool is_about_world(const Reading *reading, const GraphStatement *s) {
  const unsigned use = name_use(reading, s->subject.lexical);
  const bool is_schema =
      (use & (NAME_CLASS | NAME_PROPERTY | NAME_ANNOTATION_PROPERTY | NAME_DATATYPE)) != 0;
  if (is_schema && (use & NAME_INDIVIDUAL) == 0) return false;
  const unsigned of_predicate = name_use(reading, s->predicate);
  if (s->predicate == &OWL_SAME_AS) return true;
  if (is_builtin(s->predicate)) return false;
  return (of_predicate & NAME_PROPERTY) != 0 || (of_predicate & NAME_ANNOTATION_PROPERTY) == 0;
}

static void read_type(Reading *reading, const GraphStatement *s) {
  if (s->object.kind == TERM_BLANK) {
    read_assertion(reading, s);
    return;
  }
  if (read_by_word(reading, TYPES, sizeof TYPES / sizeof *TYPES, s->object.lexical, s)) return;
  if (strcmp(s->object.lexical->text, "http://www.w3.org/2003/11/swrl#Imp") == 0) {
    tell_outside(reading, s->source, "a SWRL rule",
                 "rules are written as CONSTRUCT queries and given with -r");
    return;
  }
  const unsigned use = name_use(reading, s->subject.lexical);
  const bool is_schema = (use & (NAME_CLASS | NAME_PROPERTY | NAME_ANNOTATION_PROPERTY)) != 0;
  if (!is_builtin(s->object.lexical) && (!is_schema || (use & NAME_INDIVIDUAL) != 0))
    add_fact(reading, s);
}

void read_axioms(Reading *reading) {
  const GraphStatement *statement;
  const size_t count = graph_statements(reading->graph, &statement);
  for (size_t i = 0; i < count; i++) {
    const GraphStatement *s = &statement[i];
    if (s->predicate == &RDF_TYPE)
      read_type(reading, s);
    else if (!read_by_word(reading, PREDICATES, sizeof PREDICATES / sizeof *PREDICATES,
                           s->predicate, s) &&
             is_about_world(reading, s))
      add_fact(reading, s);
  }
}
