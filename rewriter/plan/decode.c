// The decoder: each term constructor of a plan becomes a small program over the row's columns.
//
// A row is decoded without allocation once the buffers have grown to its longest values.
#include "rewriter/plan/decode_parts.h"

#include <stdio.h>

#include "base/rdf/datatype.h"
#include "base/rdf/iri.h"
#include "base/rdf/vocabulary.h"

typedef enum Truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_NULL } Truth;

// What one result variable's term points at.
typedef struct Output {
  const Program *program;
  Buffer lexical_buffer, datatype_buffer, language_buffer;
  Symbol lexical, datatype, language;
} Output;

struct Decoder {
  Arena *arena;
  const Plan *plan;
  const Mapping *mapping;
  size_t base_length;
  bool strict;
  size_t invalid_count;
  char example[256];
  size_t output_count;
  Output *output;
  Buffer spare;
  bool absent;  // of the row at hand: a value that must be there has no lexical form
};

static void release(void *object) {
  Decoder *decoder = object;
  buffer_free(&decoder->spare);
  for (size_t i = 0; i < decoder->output_count; i++) {
    buffer_free(&decoder->output[i].lexical_buffer);
    buffer_free(&decoder->output[i].datatype_buffer);
    buffer_free(&decoder->output[i].language_buffer);
  }
}

static Status create(void *context, Error *err) {
  (void)err;
  Decoder *decoder = context;
  decoder->output = ARENA_ARRAY(decoder->arena, Output, decoder->plan->term_count);
  decoder->output_count = decoder->plan->term_count;
  arena_on_release(decoder->arena, release, decoder);
  const Program *const *program = decoder->plan->program;
  if (program == NULL) program = decode_compile_all(decoder->arena, decoder->plan);
  for (size_t i = 0; i < decoder->output_count; i++) decoder->output[i].program = program[i];
  return STATUS_OK;
}

Status decoder_create(Arena *arena, const Plan *plan, const Mapping *mapping, bool strict,
                      Decoder **out, Error *err) {
  Decoder *decoder = ARENA_NEW(arena, Decoder);
  decoder->arena = arena;
  decoder->plan = plan;
  decoder->mapping = mapping;
  decoder->base_length = strlen(mapping->base);
  decoder->strict = strict;
  TRY(arena_run(arena, create, decoder, err));
  *out = decoder;
  return STATUS_OK;
}

// --- Conditions ----------------------------------------------------------------------------------

// The text of a native operand of a condition; NULL for SQL NULL.
static const char *operand(const Decoder *decoder, const Expr *expr, const Row *row) {
  switch (expr->kind) {
    case EXPR_VAR: return row->value[decode_column(decoder->arena, decoder->plan, expr->u.var)];
    case EXPR_NATIVE: return expr->u.native;
    default: return NULL;
  }
}

static Truth evaluate(const Decoder *decoder, const Expr *condition, const Row *row);

// AND (deciding FALSE) and OR (deciding TRUE), three-valued.
static Truth evaluate_all(const Decoder *decoder, const Expr *condition, const Row *row,
                          Truth deciding) {
  Truth result = deciding == TRUTH_FALSE ? TRUTH_TRUE : TRUTH_FALSE;
  for (size_t i = 0; i < condition->u.sql.count; i++) {
    const Truth truth = evaluate(decoder, condition->u.sql.arg[i], row);
    if (truth == deciding) return deciding;
    if (truth == TRUTH_NULL) result = TRUTH_NULL;
  }
  return result;
}

static Truth truth_of(bool value) { return value ? TRUTH_TRUE : TRUTH_FALSE; }

// Conditions compare selector columns with constants, or test for NULL.
static Truth evaluate(const Decoder *decoder, const Expr *condition, const Row *row) {
  if (condition->kind != EXPR_SQL) {
    const char *value = operand(decoder, condition, row);
    return value == NULL ? TRUTH_NULL : truth_of(value[0] == 't');
  }
  const Expr *const *arg = condition->u.sql.arg;
  switch (condition->u.sql.op) {
    case OP_AND: return evaluate_all(decoder, condition, row, TRUTH_FALSE);
    case OP_OR: return evaluate_all(decoder, condition, row, TRUTH_TRUE);
    case OP_NOT: {
      const Truth truth = evaluate(decoder, arg[0], row);
      return truth == TRUTH_NULL ? TRUTH_NULL : truth_of(truth == TRUTH_FALSE);
    }
    case OP_IS_NULL: return truth_of(operand(decoder, arg[0], row) == NULL);
    case OP_IS_NOT_NULL: return truth_of(operand(decoder, arg[0], row) != NULL);
    case OP_EQ:
    case OP_NE: {
      const char *a = operand(decoder, arg[0], row), *b = operand(decoder, arg[1], row);
      if (a == NULL || b == NULL) return TRUTH_NULL;
      return truth_of((strcmp(a, b) == 0) == (condition->u.sql.op == OP_EQ));
    }
    default:
      arena_fail(decoder->arena, STATUS_INTERNAL, "a result term tests more than a selector");
  }
}

static bool case_applies(const Decoder *decoder, const Case *item, const Row *row) {
  if (item->column < 0) return evaluate(decoder, item->condition, row) == TRUTH_TRUE;
  const char *value = row->value[item->column];
  return value != NULL && strcmp(value, item->text) == 0;
}

// --- Decoding ------------------------------------------------------------------------------------

// A value for which there is no term, unless strict, is left out and counted.
static Status invalid(Decoder *decoder, const char *value, const char *wanted, Error *err) {
  if (decoder->invalid_count++ == 0)
    (void)snprintf(decoder->example, sizeof decoder->example, "%.250s", value);
  if (!decoder->strict) return STATUS_OK;
  return error_set(err, STATUS_DATA, "the value \"%.200s\" in the database is no %s", value,
                   wanted);
}

// What the decoder's spare buffer is for.
static Status convert(Decoder *decoder, const Value *value, const char *raw, size_t raw_length,
                      const char **text, size_t *length, Error *err) {
  buffer_clear(&decoder->spare);
  if (!datatype_from_pg(value->type, raw, raw_length, &decoder->spare)) {
    const bool *present = decoder->plan->present;
    if (present == NULL || !present[value->column])
      return invalid(decoder, raw, "value of its XSD datatype", err);
    decoder->absent = true;
    return STATUS_OK;
  }
  *text = buffer_text(&decoder->spare);
  *length = decoder->spare.length;
  return STATUS_OK;
}

// The canonical lexical form of a value; *text NULL where it is NULL or has none. It ends with NUL
// unless it is a part of what the row holds.
static inline Status value_text(Decoder *decoder, const Value *value, const Row *row,
                                const char **text, size_t *length, Error *err) {
  *text = NULL;
  if (value->column < 0) {
    if (value->constant == NULL) return STATUS_OK;
    *text = value->constant->text;
    *length = value->constant->length;
    return STATUS_OK;
  }
  const char *raw = row->value[value->column];
  if (raw == NULL) return STATUS_OK;
  const size_t raw_length = (size_t)row->length[value->column];
  if (!datatype_pg_prefix(value->family, raw, raw_length, length))
    return convert(decoder, value, raw, raw_length, text, length, err);
  *text = raw;
  return STATUS_OK;
}

// What became of a text. plain: as in Term.
typedef struct Made {
  bool there;  // no part of it is NULL
  bool plain;
} Made;

// Appends the text to `out`, with a NUL that does not count.
static Status append_text(Decoder *decoder, const Text *text, const Row *row, Buffer *out,
                          Made *made, Error *err) {
  *made = (Made){.plain = text->plain};
  for (size_t i = 0; i < text->count; i++) {
    const Piece *piece = &text->piece[i];
    const char *value = NULL;
    size_t length = 0;
    TRY(value_text(decoder, &piece->value, row, &value, &length, err));
    if (value == NULL) return STATUS_OK;
    if (piece->text != NULL) buffer_add_symbol(out, piece->text);
    if (!piece->encode)
      buffer_add(out, value, length);
    else if (!iri_encode(value, length, out))
      made->plain = false;
  }
  if (text->template_) buffer_add_symbol(out, text->piece[text->count].text);
  buffer_add_char(out, '\0');
  out->length--;
  made->there = true;
  return STATUS_OK;
}

// The lexical form of one value is left where it is, any other text is put together in `buffer`.
static inline Status make_text(Decoder *decoder, const Text *text, const Row *row, Buffer *buffer,
                               Symbol *out, Made *made, Error *err) {
  if (text->template_) {
    buffer_clear(buffer);
    TRY(append_text(decoder, text, row, buffer, made, err));
    if (made->there) *out = (Symbol){buffer->data, buffer->length};
    return STATUS_OK;
  }
  const char *value = NULL;
  size_t length = 0;
  TRY(value_text(decoder, &text->piece[0].value, row, &value, &length, err));
  *made = (Made){.there = value != NULL, .plain = text->plain};
  if (!made->there) return STATUS_OK;
  // The next value needs the spare buffer, and a term's text ends with NUL.
  if (value == decoder->spare.data || value[length] != '\0') {
    buffer_clear(buffer);
    buffer_add(buffer, value, length);
    value = buffer_text(buffer);
  }
  *out = (Symbol){value, length};
  return STATUS_OK;
}

static Status decode_symbol(Decoder *decoder, const Text *text, const Row *row, Buffer *buffer,
                            Symbol *symbol, const Symbol **out, Error *err) {
  Made made;
  buffer_clear(buffer);
  TRY(append_text(decoder, text, row, buffer, &made, err));
  if (!made.there || buffer->length == 0) {
    *out = NULL;
    return STATUS_OK;
  }
  // Terms' datatypes are compared by address where they are known by name.
  *out = symbols_find(decoder->mapping->symbols, buffer->data, buffer->length);
  if (*out == NULL) {
    *symbol = (Symbol){buffer_text(buffer), buffer->length};
    *out = symbol;
  }
  return STATUS_OK;
}

static TermKind kind_of_text(const Symbol *text) {
  switch (text->text[0]) {
    case 'I': return TERM_IRI;
    case 'B': return TERM_BLANK;
    case 'L': return TERM_LITERAL;
    default: return TERM_UNBOUND;
  }
}

// The base goes in front of an IRI that has no scheme; characters that no IRI holds are escaped.
static Status finish_iri(Decoder *decoder, const Program *program, Buffer *buffer, Error *err) {
  if (program->relative && !iri_is_absolute(buffer->data, buffer->length)) {
    buffer_reserve(buffer, decoder->base_length);
    memmove(buffer->data + decoder->base_length, buffer->data, buffer->length);
    memcpy(buffer->data, decoder->mapping->base, decoder->base_length);
    buffer->length += decoder->base_length;
  }
  if (!program->check || iri_is_valid(buffer->data, buffer->length)) return STATUS_OK;
  TRY(invalid(decoder, buffer_text(buffer), "IRI", err));
  buffer_clear(&decoder->spare);
  (void)iri_escape(buffer->data, buffer->length, &decoder->spare);
  buffer_clear(buffer);
  buffer_add(buffer, decoder->spare.data, decoder->spare.length);
  return STATUS_OK;
}

// The IRI's or the other term's text, into output->lexical.
static inline Status decode_lexical(Decoder *decoder, Output *output, const Program *program,
                                    TermKind kind, const Row *row, Made *made, Error *err) {
  Buffer *buffer = &output->lexical_buffer;
  if (kind != TERM_IRI || !(program->relative || program->check))
    return make_text(decoder, &program->lexical, row, buffer, &output->lexical, made, err);
  buffer_clear(buffer);
  TRY(append_text(decoder, &program->lexical, row, buffer, made, err));
  if (!made->there) return STATUS_OK;
  made->plain = false;
  TRY(finish_iri(decoder, program, buffer, err));
  output->lexical = (Symbol){buffer_text(buffer), buffer->length};
  return STATUS_OK;
}

// A term whose kind, datatype or language comes from the row.
static Status decode_dynamic(Decoder *decoder, Output *output, const Program *program,
                             const Row *row, Term *out, Error *err) {
  Term term = {.kind = program->term_kind,
               .lexical = &output->lexical,
               .datatype = program->datatype,
               .language = program->language};
  const Symbol *dynamic = NULL;
  Made made;
  if (program->kind_text != NULL) {
    TRY(decode_symbol(decoder, program->kind_text, row, &output->lexical_buffer, &output->lexical,
                      &dynamic, err));
    if (dynamic == NULL) return STATUS_OK;
    term.kind = kind_of_text(dynamic);
  }
  TRY(decode_lexical(decoder, output, program, term.kind, row, &made, err));
  if (!made.there) return STATUS_OK;
  term.plain = made.plain;
  if (term.kind == TERM_LITERAL) {
    if (program->datatype_text != NULL) {
      TRY(decode_symbol(decoder, program->datatype_text, row, &output->datatype_buffer,
                        &output->datatype, &dynamic, err));
      if (dynamic != NULL) term.datatype = dynamic;
    }
    if (program->language_text != NULL) {
      TRY(decode_symbol(decoder, program->language_text, row, &output->language_buffer,
                        &output->language, &dynamic, err));
      if (dynamic != NULL) {
        term.language = dynamic;
        term.datatype = &RDF_LANG_STRING;
      }
    }
  } else {
    term.datatype = term.language = NULL;
  }
  *out = term;
  return STATUS_OK;
}

static inline Status decode_rdf(Decoder *decoder, Output *output, const Program *program,
                                const Row *row, Term *out, Error *err) {
  if (program->dynamic) return decode_dynamic(decoder, output, program, row, out, err);
  Made made;
  TRY(decode_lexical(decoder, output, program, program->term_kind, row, &made, err));
  if (!made.there) return STATUS_OK;
  *out = (Term){.kind = program->term_kind,
                .plain = made.plain,
                .lexical = &output->lexical,
                .datatype = program->datatype,
                .language = program->language};
  return STATUS_OK;
}

static Status decode(Decoder *decoder, Output *output, const Program *program, const Row *row,
                     Term *out, Error *err) {
  switch (program->kind) {
    case EXPR_CONST: *out = program->constant; return STATUS_OK;
    case EXPR_RDF: return decode_rdf(decoder, output, program, row, out, err);
    case EXPR_CASE:
      for (size_t i = 0; i < program->case_count; i++)
        if (case_applies(decoder, &program->cases[i], row))
          return decode(decoder, output, program->cases[i].value, row, out, err);
      return decode(decoder, output, program->otherwise, row, out, err);
    default: return STATUS_OK;
  }
}

Status decoder_row(Decoder *decoder, const Row *row, Term terms[], bool *there, Error *err) {
  const size_t invalid_count = decoder->invalid_count;
  Status status = STATUS_OK;
  Error found;
  decoder->absent = false;
  for (size_t i = 0; i < decoder->output_count; i++) {
    terms[i] = (Term){.kind = TERM_UNBOUND};
    const Status one = decode(decoder, &decoder->output[i], decoder->output[i].program, row,
                              &terms[i], status == STATUS_OK ? &found : NULL);
    if (status == STATUS_OK) status = one;
  }
  *there = !decoder->absent;
  if (decoder->absent) {
    decoder->invalid_count = invalid_count;
    return STATUS_OK;
  }
  if (status != STATUS_OK && err != NULL) *err = found;
  return status;
}

size_t decoder_invalid_count(const Decoder *decoder, const char **example) {
  if (example != NULL) *example = decoder->invalid_count == 0 ? NULL : decoder->example;
  return decoder->invalid_count;
}
