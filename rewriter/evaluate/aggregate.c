// Aggregates (SPARQL 1.1 sections 11 and 18.5.1), one solution at a time.
#include "base/rdf/vocabulary.h"
#include "base/vec.h"
#include "rewriter/evaluate/function.h"

// The rows seen under DISTINCT: open addressing over hashes; term NULL is a free place.
typedef struct SeenRow {
  uint64_t hash;
  Term *term;
} SeenRow;

typedef struct SeenRows {
  SeenRow *row;
  size_t count, capacity;
} SeenRows;

struct Accumulator {
  Evaluator *evaluator;
  const Expr *expr;  // EXPR_AGG
  const VarSet *scope;
  Arena *arena;
  bool spoiled;    // an error came in
  uint64_t count;  // of values taken
  SeenRows seen;
  Number sum;
  mp_limb_t *limb;  // of sum.decimal, limb_capacity of them
  size_t limb_capacity;
  Term term;      // MIN, MAX, SAMPLE
  char *text[3];  // of its parts
  size_t text_capacity[3];
  Buffer joined;  // GROUP_CONCAT
};

static void release(void *object) { buffer_free(object); }

Accumulator *accumulator_create(Evaluator *evaluator, const Expr *aggregate, const VarSet *scope,
                                Arena *arena) {
  Accumulator *this = ARENA_NEW(arena, Accumulator);
  this->evaluator = evaluator;
  this->expr = aggregate;
  this->scope = scope;
  this->arena = arena;
  this->sum.rank = NUMBER_INTEGER;
  if (aggregate->u.agg.aggregate == AGG_GROUP_CONCAT)
    arena_on_release(arena, release, &this->joined);
  return this;
}

// --- DISTINCT ------------------------------------------------------------------------------------

static bool same_row(const Term *a, const Term *b, size_t width) {
  for (size_t i = 0; i < width; i++)
    if (!term_equal(&a[i], &b[i])) return false;
  return true;
}

static void grow(Accumulator *this) {
  SeenRows *seen = &this->seen;
  const SeenRows old = *seen;
  seen->capacity = old.capacity == 0 ? 16 : 2 * old.capacity;
  seen->row = ARENA_ARRAY(this->arena, SeenRow, seen->capacity);
  for (size_t i = 0; i < old.capacity; i++) {
    if (old.row[i].term == NULL) continue;
    size_t at = old.row[i].hash & (seen->capacity - 1);
    while (seen->row[at].term != NULL) at = (at + 1) & (seen->capacity - 1);
    seen->row[at] = old.row[i];
  }
}

// Is the row new? Then it is kept.
static bool is_new(Accumulator *this, const Term row[], size_t width) {
  SeenRows *seen = &this->seen;
  if (4 * (seen->count + 1) > 3 * seen->capacity) grow(this);
  uint64_t hash = 0;
  for (size_t i = 0; i < width; i++) hash = hash * 31 + evaluate_hash(&row[i]);
  size_t at = hash & (seen->capacity - 1);
  for (; seen->row[at].term != NULL; at = (at + 1) & (seen->capacity - 1))
    if (seen->row[at].hash == hash && same_row(seen->row[at].term, row, width)) return false;
  Term *kept = ARENA_ARRAY(this->arena, Term, width + 1);
  for (size_t i = 0; i < width; i++) kept[i] = evaluate_copy(this->evaluator, &row[i], this->arena);
  seen->row[at] = (SeenRow){hash, kept};
  seen->count++;
  return true;
}

// --- What is kept between solutions, in memory that is used again --------------------------------

static void keep_sum(Accumulator *this, const Number *sum) {
  this->sum = *sum;
  const Decimal *decimal = &sum->decimal;
  if (decimal->count > this->limb_capacity) {
    this->limb_capacity = 2 * decimal->count;
    this->limb = ARENA_ARRAY(this->arena, mp_limb_t, this->limb_capacity);
  }
  if (decimal->count > 0) memcpy(this->limb, decimal->limb, decimal->count * sizeof *this->limb);
  this->sum.decimal.limb = this->limb;
}

static const Symbol *keep_text(Accumulator *this, size_t part, const Symbol *symbol) {
  if (symbol == NULL) return NULL;
  const size_t size = sizeof(Symbol) + symbol->length + 1;
  if (size > this->text_capacity[part]) {
    this->text_capacity[part] = 2 * size;
    this->text[part] = arena_alloc(this->arena, 2 * size);
  }
  char *text = this->text[part] + sizeof(Symbol);
  memcpy(text, symbol->text, symbol->length);
  text[symbol->length] = '\0';
  Symbol *kept = (Symbol *)(void *)this->text[part];
  *kept = (Symbol){text, symbol->length};
  return kept;
}

static void keep_term(Accumulator *this, const Term *term) {
  this->term = *term;
  this->term.lexical = keep_text(this, 0, term->lexical);
  if (datatype_family(term->datatype) == DATATYPE_OTHER)
    this->term.datatype = keep_text(this, 1, term->datatype);
  this->term.language = keep_text(this, 2, term->language);
}

// --- Adding --------------------------------------------------------------------------------------

static bool add_number(Accumulator *this, const Term *term, Arena *memory) {
  if (term->kind != TERM_LITERAL || typed_class(term) != VALUE_NUMERIC) return false;
  const Typed value = typed_of(memory, term);
  Number sum;
  if (!value.valid || !number_arithmetic(memory, FN_ADD, &this->sum, &value.u.number, &sum))
    return false;
  keep_sum(this, &sum);
  return true;
}

static bool add_extreme(Accumulator *this, const Term *term, Arena *memory) {
  if (!typed_of(memory, term).valid) return false;
  const int order =
      this->count == 0 ? -1 : evaluate_compare(this->evaluator, term, &this->term, memory);
  const bool least = this->expr->u.agg.aggregate == AGG_MIN;
  if (this->count == 0 || (least ? order < 0 : order > 0)) keep_term(this, term);
  return true;
}

static bool add_text(Accumulator *this, const Term *term) {
  if (term->kind == TERM_BLANK) return false;
  const Symbol *separator = this->expr->u.agg.separator;
  if (this->count > 0) {
    if (separator == NULL)
      buffer_add_char(&this->joined, ' ');
    else
      buffer_add_symbol(&this->joined, separator);
  }
  buffer_add_symbol(&this->joined, term->lexical);
  return true;
}

static bool add(Accumulator *this, const Term *term, Arena *memory) {
  switch (this->expr->u.agg.aggregate) {
    case AGG_SUM:
    case AGG_AVG: return add_number(this, term, memory);
    case AGG_MIN:
    case AGG_MAX: return add_extreme(this, term, memory);
    case AGG_GROUP_CONCAT: return add_text(this, term);
    case AGG_SAMPLE:
      if (this->count == 0) keep_term(this, term);
      return true;
    case AGG_COUNT: return true;
  }
  return true;
}

// COUNT(*) and COUNT(DISTINCT *).
static void count_solution(Accumulator *this, const Solution *solution, Arena *memory) {
  if (this->expr->u.agg.distinct && this->scope != NULL) {
    const size_t width = varset_count(this->scope);
    Term *row = ARENA_ARRAY(memory, Term, width + 1);
    size_t at = 0;
    for (int v = varset_next(this->scope, 0); v >= 0; v = varset_next(this->scope, v + 1))
      if ((size_t)v < solution->count) row[at++] = solution->term[v];
    if (!is_new(this, row, width)) return;
  }
  this->count++;
}

Status accumulator_add(Accumulator *this, const Solution *solution, Arena *memory, Error *err) {
  const Aggregate aggregate = this->expr->u.agg.aggregate;
  if (this->expr->u.agg.arg == NULL) {
    count_solution(this, solution, memory);
    return STATUS_OK;
  }
  Term term;
  TRY(evaluate_term(this->evaluator, this->expr->u.agg.arg, solution, memory, &term, err));
  if (term.kind == TERM_UNBOUND) {
    if (aggregate != AGG_COUNT && aggregate != AGG_SAMPLE) this->spoiled = true;
    return STATUS_OK;
  }
  if (this->spoiled) return STATUS_OK;
  if (this->expr->u.agg.distinct && !is_new(this, &term, 1)) return STATUS_OK;
  if (add(this, &term, memory))
    this->count++;
  else
    this->spoiled = true;
  return STATUS_OK;
}

// --- The result ----------------------------------------------------------------------------------

// The average of nothing is 0 (18.5.1.4).
static Term average(const Accumulator *this, Arena *memory) {
  const Number count = {.rank = NUMBER_INTEGER,
                        .decimal = decimal_of_integer(memory, (int64_t)this->count)};
  Number out;
  if (this->count == 0) return typed_number(memory, &this->sum);
  if (!number_arithmetic(memory, FN_DIVIDE, &this->sum, &count, &out)) return EVALUATION_ERROR;
  return typed_number(memory, &out);
}

Status accumulator_result(Accumulator *this, Arena *memory, Term *out, Error *err) {
  (void)err;
  *out = EVALUATION_ERROR;
  if (this->spoiled) return STATUS_OK;
  switch (this->expr->u.agg.aggregate) {
    case AGG_COUNT: *out = typed_integer(memory, (int64_t)this->count); break;
    case AGG_SUM: *out = typed_number(memory, &this->sum); break;
    case AGG_AVG: *out = average(this, memory); break;
    case AGG_MIN:
    case AGG_MAX:
    case AGG_SAMPLE:
      if (this->count > 0) *out = this->term;
      break;
    case AGG_GROUP_CONCAT: *out = typed_literal(memory, &this->joined, &XSD_STRING); break;
  }
  return STATUS_OK;
}
