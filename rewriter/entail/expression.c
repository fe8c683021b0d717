// From triple patterns to class expressions.
#include "rewriter/entail/expression.h"

#include <string.h>

#include "base/rdf/vocabulary.h"
#include "base/vec.h"
#include "rewriter/ir/parameter.h"

enum { MOST_DEPTH = 32, MOST_PARTS = 256, MOST_DIGITS = 6 };

typedef struct Reader {
  const Query *query;
  size_t count;
  const Node *const *members;
  bool *used;
  VarSet *nodes;
  unsigned depth;
} Reader;

typedef VEC(Slot) SlotList;
typedef VEC(const PatternExpression *) PartList;

static void fix(const Slot *slot) {
  if (slot->kind == SLOT_TERM && slot->term.parameter != NULL && slot->term.parameter->lifted)
    parameter_refuse(slot->term.parameter);
}

static bool is_blank(const Reader *reader, const Slot *slot) {
  return slot->kind == SLOT_VAR && variables_name(reader->query->variables, slot->var) == NULL;
}

static bool is_iri(const Slot *slot) {
  return slot->kind == SLOT_TERM && slot->term.kind == TERM_IRI;
}

// The one pattern `subject predicate …` of the join, marked as used; NULL: none, or several.
static const Slot *take(Reader *reader, VarId subject, const Symbol *predicate) {
  const Slot *found = NULL;
  for (size_t i = 0; i < reader->count; i++) {
    const Node *node = reader->members[i];
    if (node->kind != NODE_TRIPLE || reader->used[i]) continue;
    if (node->u.triple.subject.kind != SLOT_VAR || node->u.triple.subject.var != subject) continue;
    if (!is_iri(&node->u.triple.predicate) || node->u.triple.predicate.term.lexical != predicate)
      continue;
    if (found != NULL) return NULL;
    reader->used[i] = true;
    fix(&node->u.triple.predicate);
    found = &node->u.triple.object;
  }
  return found;
}

// Takes what says only that the node is a class, a restriction, a property.
static void take_kinds(Reader *reader, VarId subject) {
  static const Symbol *const kinds[] = {&OWL_CLASS, &OWL_RESTRICTION, &OWL_OBJECT_PROPERTY,
                                        &RDFS_CLASS, &RDFS_DATATYPE};
  for (size_t i = 0; i < reader->count; i++) {
    const Node *node = reader->members[i];
    if (node->kind != NODE_TRIPLE || node->u.triple.subject.kind != SLOT_VAR ||
        node->u.triple.subject.var != subject || !is_iri(&node->u.triple.predicate) ||
        node->u.triple.predicate.term.lexical != &RDF_TYPE || !is_iri(&node->u.triple.object))
      continue;
    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++)
      reader->used[i] |= node->u.triple.object.term.lexical == kinds[k];
    if (reader->used[i]) fix(&node->u.triple.object);
  }
}

// Each blank node has one place in the tree.
static bool enter(Reader *reader, VarId node) {
  if (varset_has(reader->nodes, node)) return false;
  varset_add(reader->nodes, node);
  return true;
}

static bool read_list(Reader *reader, const Slot *head, SlotList *out) {
  for (size_t length = 0; length < MOST_PARTS; length++) {
    if (is_iri(head)) return head->term.lexical == &RDF_NIL;
    if (!is_blank(reader, head) || !enter(reader, head->var)) return false;
    const Slot *first = take(reader, head->var, &RDF_FIRST);
    head = take(reader, head->var, &RDF_REST);
    if (first == NULL || head == NULL) return false;
    VEC_PUSH(reader->query->arena, out, *first);
  }
  return false;
}

static const PatternExpression *read_class(Reader *reader, const Slot *slot);

static bool add_part(Reader *reader, PatternExpression *e, const Slot *slot) {
  const PatternExpression *part = read_class(reader, slot);
  if (part == NULL) return false;
  e->part = arena_copy(reader->query->arena, &part, sizeof(const PatternExpression *));
  e->part_count = 1;
  return true;
}

static bool add_parts(Reader *reader, PatternExpression *e, const Slot *head) {
  SlotList slots = {0};
  PartList parts = {0};
  if (!read_list(reader, head, &slots)) return false;
  for (size_t i = 0; i < slots.count; i++) {
    const PatternExpression *part = read_class(reader, &slots.item[i]);
    if (part == NULL) return false;
    VEC_PUSH(reader->query->arena, &parts, part);
  }
  e->part = parts.item;
  e->part_count = parts.count;
  return true;
}

static bool read_number(const Slot *slot, unsigned *out) {
  if (slot->kind != SLOT_TERM || slot->term.kind != TERM_LITERAL) return false;
  fix(slot);
  const Symbol *digits = slot->term.lexical;
  *out = 0;
  for (size_t i = 0; i < digits->length; i++) {
    if (digits->text[i] < '0' || digits->text[i] > '9') return false;
    *out = *out * 10 + (unsigned)(digits->text[i] - '0');
  }
  return digits->length > 0 && digits->length <= MOST_DIGITS;
}

// p, ?p, or [ owl:inverseOf p ].
static bool read_property(Reader *reader, VarId node, PatternExpression *e) {
  const Slot *property = take(reader, node, &OWL_ON_PROPERTY);
  if (property == NULL) return false;
  if (is_blank(reader, property)) {
    if (!enter(reader, property->var)) return false;
    take_kinds(reader, property->var);
    property = take(reader, property->var, &OWL_INVERSE_OF);
    if (property == NULL || is_blank(reader, property)) return false;
    e->inverse = true;
  }
  fix(property);
  e->property = *property;
  return is_iri(property) || property->kind == SLOT_VAR;
}

// A restriction's word, the kind that it makes, and whether a class qualifies it.
typedef struct Word {
  const Symbol *iri;
  ExpressionKind kind;
  bool counts, qualified;
} Word;

static bool read_filler(Reader *reader, VarId node, PatternExpression *e, const Word *word,
                        const Slot *object) {
  if (!word->counts) return add_part(reader, e, object);
  if (!read_number(object, &e->number)) return false;
  if (!word->qualified) return true;
  const Slot *filler = take(reader, node, &OWL_ON_CLASS);
  if (filler == NULL) filler = take(reader, node, &OWL_ON_DATA_RANGE);
  return filler != NULL && add_part(reader, e, filler);
}

static bool read_restriction(Reader *reader, VarId node, PatternExpression *e) {
  static const Word words[] = {
      {&OWL_SOME_VALUES_FROM, EXPRESSION_SOME, false, false},
      {&OWL_ALL_VALUES_FROM, EXPRESSION_ALL, false, false},
      {&OWL_MIN_CARDINALITY, EXPRESSION_MIN, true, false},
      {&OWL_MAX_CARDINALITY, EXPRESSION_MAX, true, false},
      {&OWL_CARDINALITY, EXPRESSION_EXACT, true, false},
      {&OWL_MIN_QUALIFIED_CARDINALITY, EXPRESSION_MIN, true, true},
      {&OWL_MAX_QUALIFIED_CARDINALITY, EXPRESSION_MAX, true, true},
      {&OWL_QUALIFIED_CARDINALITY, EXPRESSION_EXACT, true, true},
  };
  if (!read_property(reader, node, e)) return false;
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    const Slot *object = take(reader, node, words[i].iri);
    if (object == NULL) continue;
    e->kind = words[i].kind;
    return read_filler(reader, node, e, &words[i], object);
  }
  const Slot *value = take(reader, node, &OWL_HAS_VALUE);
  if (value != NULL) {
    e->kind = EXPRESSION_HAS_VALUE;
    e->value = value;
    e->value_count = 1;
    return true;
  }
  e->kind = EXPRESSION_HAS_SELF;
  const Slot *self = take(reader, node, &OWL_HAS_SELF);
  if (self == NULL || self->kind != SLOT_TERM) return false;
  fix(self);
  return strcmp(self->term.lexical->text, "true") == 0;
}

static bool read_members(Reader *reader, PatternExpression *e, const Slot *head) {
  SlotList slots = {0};
  if (!read_list(reader, head, &slots)) return false;
  for (size_t i = 0; i < slots.count; i++) {
    if (slots.item[i].kind != SLOT_TERM) return false;
    fix(&slots.item[i]);
  }
  e->value = slots.item;
  e->value_count = slots.count;
  return true;
}

static bool read_node(Reader *reader, VarId node, PatternExpression *e) {
  if (!enter(reader, node)) return false;
  take_kinds(reader, node);
  const Slot *object;
  if ((object = take(reader, node, &OWL_INTERSECTION_OF)) != NULL) {
    e->kind = EXPRESSION_AND;
    return add_parts(reader, e, object);
  }
  if ((object = take(reader, node, &OWL_UNION_OF)) != NULL) {
    e->kind = EXPRESSION_OR;
    return add_parts(reader, e, object);
  }
  if ((object = take(reader, node, &OWL_COMPLEMENT_OF)) != NULL) {
    e->kind = EXPRESSION_NOT;
    return add_part(reader, e, object);
  }
  if ((object = take(reader, node, &OWL_ONE_OF)) != NULL) {
    e->kind = EXPRESSION_ONE_OF;
    return read_members(reader, e, object);
  }
  return read_restriction(reader, node, e);
}

static const PatternExpression *read_class(Reader *reader, const Slot *slot) {
  PatternExpression e = {.kind = EXPRESSION_NAME, .name = *slot};
  if (is_blank(reader, slot)) {
    if (reader->depth == MOST_DEPTH) return NULL;
    reader->depth++;
    const bool good = read_node(reader, slot->var, &e);
    reader->depth--;
    if (!good) return NULL;
  } else if (slot->kind != SLOT_VAR && !is_iri(slot)) {
    return NULL;
  } else {
    fix(slot);
  }
  return arena_copy(reader->query->arena, &e, sizeof e);
}

const PatternExpression *expression_read(const Query *query, VarId root, size_t count,
                                         const Node *const members[], bool used[], VarSet *nodes) {
  Reader reader = {query, count, members, used, nodes, 0};
  const Slot slot = {.kind = SLOT_VAR, .var = root};
  if (!is_blank(&reader, &slot)) return NULL;
  return read_class(&reader, &slot);
}
