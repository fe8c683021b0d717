// Blocks of bindings in, suggestions out.
#include "endpoint/suggest/suggest_leaf.h"

#include <string.h>

#include "base/rdf/vocabulary.h"
#include "endpoint/suggest/suggest_pattern.h"
#include "endpoint/suggest/survey.h"

enum { BLOCK_ROWS = 64 };

// Labels of the suggestions' own nodes begin with this noncharacter, so none meets one of the data.
#define LABEL_MARK "\xF4\x8F\xBF\xBF"

typedef struct SuggestLeaf {
  const Advisor *advisor;
  const char *conninfo;
  const Node *node;
  SuggestPattern pattern;
  Asker *asker;
  Connection *db;
  Arena *arena;  // of one block
  size_t width;
  size_t place_at[PLACE_COUNT];  // among the node's variables; width: nowhere
  unsigned blocks;
  // One block.
  size_t count, next_question, next_item;
  const Question *question;
  Advice *advice;
  bool owes_nothing;  // SILENT: the one solution that binds nothing is still to be given
} SuggestLeaf;

static void leaf_free(void *object) {
  SuggestLeaf *leaf = object;
  asker_destroy(leaf->asker);
  connection_close(leaf->db);
  arena_destroy(leaf->arena);
}

static size_t place_of(const Node *node, const Slot *slot) {
  size_t at = 0;
  for (int v = varset_next(&node->variables, 0); v >= 0;
       v = varset_next(&node->variables, v + 1), at++)
    if (slot->kind == SLOT_VAR && slot->var == (VarId)v) return at;
  return at;
}

// --- Questions -----------------------------------------------------------------------------------

// The value of a place in a row of the block. false: it is no name, and nothing can be suggested.
static bool value_of(const SuggestLeaf *leaf, SuggestPlace place, const LeafBlock *block,
                     size_t row, const char **out) {
  const Slot *slot = &leaf->pattern.place[place];
  const Term *term = slot->kind == SLOT_TERM ? &slot->term : NULL;
  for (size_t i = 0; slot->kind == SLOT_VAR && block != NULL && i < block->var_count; i++)
    if (block->var[i] == slot->var) term = &block->cell[row * block->var_count + i];
  *out = NULL;
  if (term == NULL || term->kind == TERM_UNBOUND) return true;
  if (term->kind != TERM_IRI) return false;
  *out = arena_copy_text(leaf->arena, term->lexical->text, term->lexical->length);
  return true;
}

static bool same(const char *a, const char *b) {
  return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool is_asked(const Question *questions, size_t count, const Question *question) {
  for (size_t i = 0; i < count; i++)
    if (same(questions[i].subject, question->subject) &&
        same(questions[i].predicate, question->predicate) &&
        same(questions[i].object, question->object))
      return true;
  return false;
}

// Each question of the block once.
static void list_questions(SuggestLeaf *leaf, const LeafBlock *block) {
  const size_t rows = block == NULL ? 1 : block->row_count;
  Question *questions = ARENA_ARRAY(leaf->arena, Question, rows + 1);
  leaf->question = questions;
  leaf->count = 0;
  for (size_t row = 0; row < rows; row++) {
    Question question;
    if (value_of(leaf, PLACE_SUBJECT, block, row, &question.subject) &&
        value_of(leaf, PLACE_PREDICATE, block, row, &question.predicate) &&
        value_of(leaf, PLACE_OBJECT, block, row, &question.object) &&
        !is_asked(questions, leaf->count, &question))
      questions[leaf->count++] = question;
  }
}

static Status check_questions(const SuggestLeaf *leaf, Error *err) {
  for (size_t i = 0; i < leaf->count; i++) {
    const Question *question = &leaf->question[i];
    if (question->subject != NULL || question->predicate != NULL || question->object != NULL)
      continue;
    error_at(err, STATUS_USAGE, leaf->node->at,
             "anamorph:suggest: neither subject nor predicate nor object has a value here");
    error_hint(err, "one of them is a constant, or bound by the rest of the group");
    return STATUS_USAGE;
  }
  return STATUS_OK;
}

// Those that name something are asked together; a predicate alone is a question of its own kind.
static Status ask_all(SuggestLeaf *leaf, const AskOptions *options, Error *err) {
  Question *named = ARENA_ARRAY(leaf->arena, Question, leaf->count);
  Advice *advice = ARENA_ARRAY(leaf->arena, Advice, leaf->count);
  size_t count = 0;
  for (size_t i = 0; i < leaf->count; i++) {
    const Question *question = &leaf->question[i];
    if (question->subject != NULL || question->object != NULL)
      named[count++] = *question;
    else
      TRY(advisor_survey(leaf->advisor, leaf->asker, question->predicate, options, leaf->arena,
                         &leaf->advice[i], err));
  }
  if (count > 0)
    TRY(advisor_ask(leaf->advisor, leaf->asker, named, count, options, leaf->arena, advice, err));
  count = 0;
  for (size_t i = 0; i < leaf->count; i++)
    if (leaf->question[i].subject != NULL || leaf->question[i].object != NULL)
      leaf->advice[i] = advice[count++];
  return STATUS_OK;
}

static Status ask(SuggestLeaf *leaf, unsigned timeout_ms, Error *err) {
  if (leaf->count == 0) return STATUS_OK;
  TRY(check_questions(leaf, err));
  if (leaf->asker != NULL && leaf->db == NULL) TRY(connection_open(leaf->conninfo, &leaf->db, err));
  if (leaf->asker != NULL) {
    asker_use(leaf->asker, leaf->db);
    asker_set_timeout(leaf->asker, timeout_ms);
  }
  const AskOptions options = {.count = leaf->pattern.limit,
                              .minimum = leaf->pattern.minimum,
                              .no_reasons = leaf->pattern.place[PLACE_REASON].kind == SLOT_NONE};
  leaf->advice = ARENA_ARRAY(leaf->arena, Advice, leaf->count);
  return ask_all(leaf, &options, err);
}

static Status leaf_open(void *self, const LeafBlock *block, unsigned timeout_ms, Error *err) {
  SuggestLeaf *leaf = self;
  arena_reset(leaf->arena);
  leaf->blocks++;
  leaf->next_question = leaf->next_item = 0;
  leaf->owes_nothing = leaf->advisor == NULL;
  if (leaf->owes_nothing) return STATUS_OK;
  list_questions(leaf, block);
  const Status status = ask(leaf, timeout_ms, err);
  if (status == STATUS_OK) return STATUS_OK;
  leaf->count = 0;
  if (!leaf->node->u.service.silent || status == STATUS_CANCELLED || status == STATUS_LIMIT)
    return status;
  leaf->owes_nothing = true;
  return STATUS_OK;
}

// --- Solutions -----------------------------------------------------------------------------------

static const Symbol *symbol_of(SuggestLeaf *leaf, const char *text) {
  Symbol *symbol = ARENA_NEW(leaf->arena, Symbol);
  *symbol = (Symbol){text, strlen(text)};
  return symbol;
}

static Term name_term(SuggestLeaf *leaf, const char *name) {
  return strncmp(name, "_:", 2) == 0 ? term_blank(symbol_of(leaf, name + 2))
                                     : term_iri(symbol_of(leaf, name));
}

static Term decimal_term(SuggestLeaf *leaf, double value) {
  return term_literal(symbol_of(leaf, arena_format(leaf->arena, "%.6f", value)), &XSD_DECIMAL);
}

static Term text_term(SuggestLeaf *leaf, Buffer *text) {
  const Symbol *symbol = symbol_of(leaf, buffer_copy(text, leaf->arena));
  buffer_free(text);
  return term_literal(symbol, &XSD_STRING);
}

static Term reason_term(SuggestLeaf *leaf, const Advised *item) {
  Buffer text = {0};
  for (size_t i = 0; i < item->reason_count; i++) {
    if (i > 0) buffer_add_char(&text, '\n');
    advice_reason_line(&item->reason[i], &text);
  }
  return text_term(leaf, &text);
}

static Term model_term(SuggestLeaf *leaf) {
  Buffer text = {0};
  advice_model_line(advisor_info(leaf->advisor), &text);
  return text_term(leaf, &text);
}

static Term make_term(SuggestLeaf *leaf, SuggestPlace place, const Advised *item) {
  switch (place) {
    case PLACE_SUBJECT: return name_term(leaf, item->fact.subject);
    case PLACE_PREDICATE: return name_term(leaf, item->fact.predicate);
    case PLACE_OBJECT: return name_term(leaf, item->fact.object);
    case PLACE_PROBABILITY: return decimal_term(leaf, item->probability);
    case PLACE_SCORE: return decimal_term(leaf, item->score);
    case PLACE_REASON: return reason_term(leaf, item);
    case PLACE_MODEL: return model_term(leaf);
    case PLACE_RANK:
      return term_literal(symbol_of(leaf, arena_format(leaf->arena, "%zu", leaf->next_item)),
                          &XSD_INTEGER);
    default:
      return term_blank(symbol_of(
          leaf,
          arena_format(leaf->arena, LABEL_MARK "%u.%u.%u.%zu.%zu", leaf->node->at.line,
                       leaf->node->at.column, leaf->blocks, leaf->next_question, leaf->next_item)));
  }
}

// false: one variable would have two values.
static bool make_solution(SuggestLeaf *leaf, const Advised *item, Term terms[]) {
  for (int place = 0; place < PLACE_COUNT; place++) {
    const size_t at = leaf->place_at[place];
    if (at == leaf->width) continue;
    const Term term = make_term(leaf, (SuggestPlace)place, item);
    if (terms[at].kind != TERM_UNBOUND && !term_equal(&terms[at], &term)) return false;
    terms[at] = term;
  }
  return true;
}

static Status leaf_next(void *self, Term terms[], bool *there, Error *err) {
  SuggestLeaf *leaf = self;
  (void)err;
  for (;;) {
    for (size_t i = 0; i < leaf->width; i++) terms[i] = (Term){.kind = TERM_UNBOUND};
    *there = leaf->owes_nothing;
    leaf->owes_nothing = false;
    if (*there) return STATUS_OK;
    while (leaf->next_question < leaf->count &&
           leaf->next_item == leaf->advice[leaf->next_question].count) {
      leaf->next_question++;
      leaf->next_item = 0;
    }
    if (leaf->next_question >= leaf->count) return STATUS_OK;
    const Advised *item = &leaf->advice[leaf->next_question].item[leaf->next_item++];
    *there = make_solution(leaf, item, terms);
    if (*there) return STATUS_OK;
  }
}

static void leaf_close(void *self) {
  SuggestLeaf *leaf = self;
  leaf->count = 0;
  leaf->owes_nothing = false;
}

static void leaf_cancel(void *self) {
  const SuggestLeaf *leaf = self;
  if (leaf->asker != NULL) asker_cancel(leaf->asker);
}

Status suggest_leaf_create(const Advisor *advisor, const char *conninfo, const Query *query,
                           const Node *service, Arena *arena, Leaf *out, Error *err) {
  SuggestLeaf *leaf = ARENA_NEW(arena, SuggestLeaf);
  (void)query;
  leaf->advisor = advisor;
  leaf->conninfo = conninfo;
  leaf->node = service;
  leaf->width = varset_count(&service->variables);
  TRY(suggest_pattern_read(service, &leaf->pattern, err));
  for (int place = 0; place < PLACE_COUNT; place++)
    leaf->place_at[place] = place_of(service, &leaf->pattern.place[place]);
  leaf->arena = arena_create(0);
  if (leaf->arena == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  if (advisor != NULL) leaf->asker = advisor_asker(advisor);
  arena_on_release(arena, leaf_free, leaf);
  *out = (Leaf){.self = leaf,
                .block_rows = advisor == NULL ? 0 : BLOCK_ROWS,
                .warning = advisor == NULL ? NULL : advisor_warning(advisor, arena),
                .open = leaf_open,
                .next = leaf_next,
                .close = leaf_close,
                .cancel = leaf_cancel};
  return STATUS_OK;
}
