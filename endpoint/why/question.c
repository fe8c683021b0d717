// Questions to the database, as algebra: rewritten, asked, decoded.
#include <stdlib.h>

#include "endpoint/why/why.h"
#include "rewriter/plan/decode.h"

Question question_start(Why *why) {
  Question question = {.arena = arena_create(0)};
  if (question.arena == NULL) abort();
  Query *query = ARENA_NEW(question.arena, Query);
  query->form = QUERY_SELECT;
  query->arena = question.arena;
  query->symbols = symbols_create(question.arena, why->symbols);
  query->variables = variables_create(question.arena);
  question.query = query;
  return question;
}

void question_drop(Question *question) { arena_destroy(question->arena); }

static const Symbol *intern(Symbols *symbols, const Symbol *symbol) {
  return symbol == NULL ? NULL : symbols_intern(symbols, symbol->text, symbol->length);
}

Term why_term(Why *why, const Term *term) {
  return (Term){.kind = term->kind,
                .lexical = intern(why->symbols, term->lexical),
                .datatype = intern(why->symbols, term->datatype),
                .language = intern(why->symbols, term->language)};
}

Slot question_slot(const Question *question, const Term *term) {
  (void)question;
  return (Slot){.kind = SLOT_TERM, .term = *term};
}

typedef struct Run {
  Why *why;
  Question *question;
  bool of_rows;
  unsigned closed;
  Solutions *out;
} Run;

static Status read_rows(Run *run, const Plan *plan, Error *err) {
  Why *why = run->why;
  Decoder *decoder;
  RowStream *stream;
  TRY(decoder_create(run->question->arena, plan, run->of_rows ? why->rows : why->mapping, false,
                     &decoder, err));
  TRY(row_stream_open(why->db, plan->sql, STREAM_ROWS, (int)plan->column_count, &stream, err));
  VEC(Term) terms = {0};
  Term *row_terms = ARENA_ARRAY(run->question->arena, Term, plan->term_count + 1);
  Status status = STATUS_OK;
  for (;;) {
    const Row *row;
    status = row_stream_next(stream, &row, err);
    if (status != STATUS_OK || row == NULL) break;
    bool there = false;
    status = decoder_row(decoder, row, row_terms, &there, err);
    if (status != STATUS_OK) break;
    if (!there) continue;
    for (size_t i = 0; i < plan->term_count; i++)
      VEC_PUSH(why->arena, &terms, why_term(why, &row_terms[i]));
    run->out->row_count++;
  }
  row_stream_close(stream);
  run->out->term = terms.item;
  return status;
}

static Status ask(void *self, Error *err) {
  Run *run = self;
  Why *why = run->why;
  const RewriteOptions options = {.index = run->of_rows ? why->row_index : why->index,
                                  .rules = run->of_rows ? NULL : why->rules,
                                  .closed = run->closed};
  Plan *plan;
  TRY(rewrite_query(run->question->query, run->of_rows ? why->rows : why->mapping, &options, &plan,
                    err));
  if (plan->mixed != NULL)
    return error_set(err, STATUS_UNSUPPORTED,
                     "not supported yet: a proof by what PostgreSQL alone cannot compute");
  run->out->count = plan->term_count;
  return plan->sql == NULL ? STATUS_OK : read_rows(run, plan, err);
}

Status question_ask(Why *why, Question *question, const Node *pattern, size_t count,
                    const VarId vars[], unsigned closed, bool of_rows, size_t limit, Solutions *out,
                    Error *err) {
  Arena *arena = question->arena;
  Query *query = question->query;
  *out = (Solutions){0};
  query->projected_count = count;
  query->projected = arena_copy(arena, vars, count * sizeof *vars);
  query->pattern = node_slice(arena, node_project(arena, pattern, count, vars), 0, limit);
  Run run = {why, question, of_rows, closed, out};
  why->asked++;
  const Status status = arena_run(arena, ask, &run, err);
  question_drop(question);
  return status;
}

bool triple_equal(const Triple *a, const Triple *b) {
  return term_equal(&a->subject, &b->subject) && term_equal(&a->predicate, &b->predicate) &&
         term_equal(&a->object, &b->object);
}

Status why_holds(Why *why, const Triple *triple, bool *out, Error *err) {
  Question question = question_start(why);
  const Node *pattern =
      node_triple(question.arena, question_slot(&question, &triple->subject),
                  question_slot(&question, &triple->predicate),
                  question_slot(&question, &triple->object), (Slot){0}, (Position){0, 0});
  Solutions found;
  TRY(question_ask(why, &question, pattern, 0, NULL, 0, false, 1, &found, err));
  *out = found.row_count > 0;
  return STATUS_OK;
}
