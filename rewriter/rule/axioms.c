// The rules that queries under one regime see: those of an ontology's axioms, the user's, and what
// inclusions make of both.
//
// The mapping is saturated: what follows from its triples by inclusions, it gives. What follows
// from a rule's triples is added to the rule's head, so that a pattern finds each rule under every
// name it may answer by. A rule that leads back to itself is asked by a rule of one step instead,
// so that its recursion is walked once.
#include "base/rdf/vocabulary.h"
#include "reasoner/closure.h"
#include "rewriter/rule/parts.h"

typedef VEC(TripleTemplate) Templates;

typedef struct Entailing {
  RuleLoad load;
  const RuleSet *user;
  const Ontology *ontology;
  const Closure *closure;
  Regime regime;
  bool named;  // axioms' rules alone
  SameAs same_as;
} Entailing;

static const Symbol *intern(Entailing *e, const Symbol *symbol) {
  return symbols_intern(e->load.set->symbols, symbol->text, symbol->length);
}

static Term intern_term(Entailing *e, const Term *term) {
  return (Term){.kind = term->kind,
                .lexical = intern(e, term->lexical),
                .datatype = term->datatype == NULL ? NULL : intern(e, term->datatype),
                .language = term->language == NULL ? NULL : intern(e, term->language)};
}

// --- Axioms as rules -----------------------------------------------------------------------------

static Slot horn_slot(Entailing *e, const HornTerm *term, const VarId vars[]) {
  if (term->constant.kind == TERM_UNBOUND)
    return (Slot){.kind = SLOT_VAR, .var = vars[term->variable]};
  return (Slot){.kind = SLOT_TERM, .term = intern_term(e, &term->constant)};
}

static Slot iri_slot(Entailing *e, const Symbol *iri) {
  return (Slot){.kind = SLOT_TERM, .term = term_iri(intern(e, iri))};
}

// Membership in owl:Thing asks nothing of what stands in another atom.
static bool asks_nothing(const HornRule *rule, size_t atom) {
  const HornAtom *own = &rule->body[atom];
  if (own->predicate != &RDF_TYPE || own->object.constant.lexical != &OWL_THING ||
      own->subject.constant.kind != TERM_UNBOUND)
    return false;
  for (size_t i = 0; i < rule->body_count; i++) {
    const HornTerm *terms[] = {&rule->body[i].subject, &rule->body[i].object};
    for (size_t j = 0; j < 2 && i != atom; j++)
      if (terms[j]->constant.kind == TERM_UNBOUND && terms[j]->variable == own->subject.variable)
        return true;
  }
  return false;
}

static const Rule *rule_of_axiom(Entailing *e, const HornRule *horn) {
  Arena *arena = e->load.set->arena;
  Variables *variables = variables_create(arena);
  VarId *vars = ARENA_ARRAY(arena, VarId, horn->variable_count + 1);
  for (unsigned i = 0; i < horn->variable_count; i++) {
    static const char *const names[] = {"x", "y", "z"};  // a hint lives as long as its variable
    vars[i] = variables_fresh_rdf(variables, i < 3 ? names[i] : arena_format(arena, "x%u", i));
  }
  const Node **atoms = ARENA_ARRAY(arena, const Node *, horn->body_count);
  size_t count = 0;
  for (size_t i = 0; i < horn->body_count; i++) {
    const HornAtom *atom = &horn->body[i];
    if (asks_nothing(horn, i)) continue;
    atoms[count++] =
        node_triple(arena, horn_slot(e, &atom->subject, vars), iri_slot(e, atom->predicate),
                    horn_slot(e, &atom->object, vars), (Slot){0}, (Position){0, 0});
  }
  TripleTemplate *head = ARENA_ARRAY(arena, TripleTemplate, horn->head_count);
  for (size_t i = 0; i < horn->head_count; i++)
    head[i] = (TripleTemplate){horn_slot(e, &horn->head[i].subject, vars),
                               iri_slot(e, horn->head[i].predicate),
                               horn_slot(e, &horn->head[i].object, vars)};
  Rule *rule = ARENA_NEW(arena, Rule);
  *rule = (Rule){.source = horn->axiom->source,
                 .axiom = horn->axiom->text,
                 .head_count = horn->head_count,
                 .head = head,
                 .body = count == 1 ? atoms[0] : node_join(arena, count, atoms),
                 .variables = variables,
                 .each_graph = true};
  return rule;
}

// --- Heads under other names ---------------------------------------------------------------------

static void add_template(Entailing *e, Templates *list, TripleTemplate one) {
  for (size_t i = 0; i < list->count; i++)
    if (slot_equal(&list->item[i].subject, &one.subject) &&
        slot_equal(&list->item[i].predicate, &one.predicate) &&
        slot_equal(&list->item[i].object, &one.object))
      return;
  VEC_PUSH(e->load.set->arena, list, one);
}

static void add_classes(Entailing *e, const Slot *of, BasicConcept concept, Templates *out) {
  Arena *arena = e->load.set->arena;
  if (of->kind == SLOT_TERM && of->term.kind == TERM_LITERAL) return;
  ConceptStep *above;
  const size_t count = closure_super_concepts(e->closure, arena, concept, &above);
  for (size_t i = 0; i < count; i++) {
    const Symbol *class_ = above[i].concept.class_;
    if (class_ == NULL || ontology_is_auxiliary(class_)) continue;
    add_template(e, out, (TripleTemplate){*of, iri_slot(e, &RDF_TYPE), iri_slot(e, class_)});
  }
}

static void add_properties(Entailing *e, const TripleTemplate *head, const Symbol *property,
                           Templates *out) {
  Arena *arena = e->load.set->arena;
  PropertyStep *above;
  const size_t count =
      closure_super_properties(e->closure, arena, (PropertyExpression){property, false}, &above);
  for (size_t i = 0; i < count; i++) {
    const Slot name = iri_slot(e, above[i].property.iri);
    if (!above[i].property.inverse)
      add_template(e, out, (TripleTemplate){head->subject, name, head->object});
    else if (head->object.kind != SLOT_TERM || head->object.term.kind != TERM_LITERAL)
      add_template(e, out, (TripleTemplate){head->object, name, head->subject});
  }
  add_classes(e, &head->subject, (BasicConcept){NULL, {property, false}}, out);
  add_classes(e, &head->object, (BasicConcept){NULL, {property, true}}, out);
}

// The head's triple, and what follows from it by inclusions.
static void add_implied(Entailing *e, const TripleTemplate *head, Templates *out) {
  add_template(e, out, *head);
  const RuleKey key = rule_key(&head->predicate, &head->object);
  if (key.predicate == NULL || e->closure == NULL) return;
  const Symbol *name = key.class_ != NULL ? key.class_ : key.predicate;
  name = symbols_find(e->ontology->symbols, name->text, name->length);
  if (name == NULL || (key.predicate == &RDF_TYPE && key.class_ == NULL)) return;
  if (key.class_ != NULL)
    add_classes(e, &head->subject, (BasicConcept){name, {NULL, false}}, out);
  else
    add_properties(e, head, name, out);
}

// Does the body ask for what this triple of the head gives?
static bool leads_to_itself(Entailing *e, const Rule *rule, const TripleTemplate *head) {
  Occurrences patterns = {0};
  rule_occurrences(e->load.set->arena, rule, &patterns);
  const RuleKey key = rule_key(&head->predicate, &head->object);
  for (size_t i = 0; i < patterns.count; i++)
    if (rule_keys_meet(&patterns.item[i].key, &key)) return true;
  return false;
}

// implied[0] ⟸ the triple; the others from it, as a rule of one step.
static void add_step(Entailing *e, const Rule *rule, const Templates *implied) {
  if (implied->count < 2) return;
  Arena *arena = e->load.set->arena;
  const TripleTemplate *from = &implied->item[0];
  Rule *step = arena_copy(arena, rule, sizeof *rule);
  step->head = implied->item + 1;
  step->head_count = implied->count - 1;
  step->body =
      node_triple(arena, from->subject, from->predicate, from->object, (Slot){0}, rule->source.at);
  VEC_PUSH(arena, &e->load.rules, step);
}

// Does the body ask for the triple itself? Then it says nothing: "A and B are A".
static bool is_premise(const Node *body, const TripleTemplate *head) {
  if (body->kind == NODE_TRIPLE)
    return body->u.triple.graph.kind == SLOT_NONE &&
           slot_equal(&body->u.triple.subject, &head->subject) &&
           slot_equal(&body->u.triple.predicate, &head->predicate) &&
           slot_equal(&body->u.triple.object, &head->object);
  for (size_t i = 0; body->kind == NODE_JOIN && i < body->child_count; i++)
    if (is_premise(body->child[i], head)) return true;
  return false;
}

static void add_rule(Entailing *e, const Rule *rule) {
  Arena *arena = e->load.set->arena;
  Templates heads = {0};
  for (size_t i = 0; i < rule->head_count; i++) {
    const TripleTemplate *head = &rule->head[i];
    Templates implied = {0};
    add_implied(e, head, &implied);
    const bool itself = leads_to_itself(e, rule, head);
    if (itself) add_step(e, rule, &implied);
    for (size_t j = 0; j < (itself ? 1 : implied.count); j++)
      if (!is_premise(rule->body, &implied.item[j])) add_template(e, &heads, implied.item[j]);
  }
  Rule *whole = arena_copy(arena, rule, sizeof *rule);
  whole->head = heads.item;
  whole->head_count = heads.count;
  VEC_PUSH(arena, &e->load.rules, whole);
}

// --- The rule set --------------------------------------------------------------------------------

static const Axiom SYMMETRY = {
    "SymmetricObjectProperty(owl:sameAs)", {"OWL 2", {0, 0}}, REGIME_OFF};
static const Axiom TRANSITIVITY = {
    "TransitiveObjectProperty(owl:sameAs)", {"OWL 2", {0, 0}}, REGIME_OFF};

static HornAtom same(unsigned a, unsigned b) {
  return (HornAtom){{.variable = a}, &OWL_SAME_AS, {.variable = b}};
}

// Table 4 of OWL 2 Profiles: eq-sym, eq-trans.
static void add_equivalence(Entailing *e) {
  const HornAtom turned = same(1, 0), pair = same(0, 1), ends = same(0, 2);
  const HornAtom chain[] = {same(0, 1), same(1, 2)};
  const HornRule symmetry = {2, 1, &turned, 1, &pair, &SYMMETRY};
  const HornRule transitivity = {3, 1, &ends, 2, chain, &TRANSITIVITY};
  add_rule(e, rule_of_axiom(e, &symmetry));
  add_rule(e, rule_of_axiom(e, &transitivity));
}

static bool derives_same(const Rule *rule) {
  for (size_t i = 0; i < rule->head_count; i++) {
    const RuleKey key = rule_key(&rule->head[i].predicate, &rule->head[i].object);
    if (key.predicate == NULL || key.predicate == &OWL_SAME_AS) return true;
  }
  return false;
}

static void add_axioms(Entailing *e, size_t count, const HornRule rules[]) {
  for (size_t i = 0; i < count; i++)
    if (rules[i].axiom->regime <= e->regime) add_rule(e, rule_of_axiom(e, &rules[i]));
}

static Status run(void *self, Error *err) {
  Entailing *e = self;
  if (e->closure != NULL) add_axioms(e, e->ontology->rule_count, e->ontology->rule);
  if (e->closure != NULL && e->same_as != SAME_AS_OFF)
    add_axioms(e, e->ontology->same_rule_count, e->ontology->same_rule);
  for (size_t i = 0; e->user != NULL && !e->named && i < e->user->rule_count; i++)
    add_rule(e, e->user->rule[i]);
  for (size_t i = 0; i < e->load.rules.count; i++)
    e->load.set->derives_same |= derives_same(e->load.rules.item[i]);
  if (e->same_as != SAME_AS_OFF) add_equivalence(e);
  rules_stratify(&e->load);
  if (!e->load.failed) return STATUS_OK;
  *err = e->load.first;
  return err->code;
}

static Status entail(const RuleSet *user, const Ontology *ontology, const Closure *closure,
                     Regime regime, SameAs same_as, bool named, RuleSet **out,
                     Diagnostics *diagnostics, Error *err) {
  *out = NULL;
  Arena *arena = arena_create(0);
  if (arena == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  RuleSet *set = ARENA_NEW(arena, RuleSet);
  set->arena = arena;
  set->symbols = symbols_create(arena, user == NULL ? NULL : user->symbols);
  set->in_graphs = set;
  set->same_as = same_as;
  Entailing e = {.load = {.set = set, .diagnostics = diagnostics},
                 .user = user,
                 .ontology = ontology,
                 .closure = closure,
                 .regime = regime,
                 .named = named,
                 .same_as = same_as};
  const Status status = arena_run(arena, run, &e, err);
  if (status == STATUS_OK)
    *out = set;
  else
    arena_destroy(arena);
  return status;
}

static void free_set(void *set) { rules_free(set); }

Status rules_entail(const RuleSet *user, const Ontology *ontology, const Closure *closure,
                    Regime regime, SameAs same_as, RuleSet **out, Diagnostics *diagnostics,
                    Error *err) {
  TRY(entail(user, ontology, closure, regime, same_as, false, out, diagnostics, err));
  if (user == NULL || user->rule_count == 0) return STATUS_OK;
  RuleSet *axioms;
  const Status status = entail(NULL, ontology, closure, regime, same_as, true, &axioms, NULL, err);
  if (status != STATUS_OK) {
    rules_free(*out);
    *out = NULL;
    return status;
  }
  arena_on_release((*out)->arena, free_set, axioms);
  (*out)->in_graphs = axioms;
  return STATUS_OK;
}
