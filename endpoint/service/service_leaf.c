// SERVICE over HTTP: blocks of bindings out, solutions in.
#include "endpoint/service/service_leaf.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "endpoint/service/request_text.h"
#include "endpoint/service/solution_store.h"

// Labels of blank nodes hold in one answer only. This noncharacter begins those that come from
// outside, so none meets a blank node of the data.
enum { KEPT_BYTES = 256 * 1024 * 1024 };

#define LABEL_MARK "\xF4\x8F\xBF\xBE"

typedef struct ServiceLeaf {
  const ServiceContext *context;
  const Query *query;
  const Node *node;
  ServiceClient *client;
  Arena *arena;  // of one block
  size_t width;  // the node's variables
  const VarId *var;
  size_t asked_count;  // those of the pattern that have a name
  const char **asked;
  size_t *asked_at;    // where each stands among the node's
  size_t endpoint_at;  // a variable endpoint's place; width: the endpoint is known
  bool is_refused;     // SILENT, and the endpoint may not be asked
  ServiceTarget target;
  const Local *local;  // the target is a mapping of this gateway; NULL: it is asked over HTTP
  unsigned requests;   // so far, of all blocks
  Buffer *labels;      // for each asked variable, a blank node's label
  Symbol *symbols;
  SolutionStore *kept;  // SILENT: an answer that may still fail
  // One block.
  const LeafBlock *block;
  double deadline;    // of the query; 0: none
  size_t next_row;    // of the block, from which the next endpoint is taken
  bool *is_done;      // the block's rows whose endpoint has been asked
  Term endpoint;      // a variable endpoint's value; for a known one, TERM_UNBOUND
  bool is_ended;      // every endpoint has been asked
  bool owes_nothing;  // the one solution that binds nothing is still to be given
  // One request.
  bool is_open;
  ResultReader *reader;     // over HTTP
  LocalRun *run;            // here
  SolutionStore *answered;  // what `run` gave
} ServiceLeaf;

// --- Making one ----------------------------------------------------------------------------------

static void leaf_free(void *object) {
  ServiceLeaf *leaf = object;
  result_reader_destroy(leaf->reader);
  service_client_destroy(leaf->client);
  solution_store_destroy(leaf->kept);
  solution_store_destroy(leaf->answered);
  local_run_destroy(leaf->run);
  for (size_t i = 0; i < leaf->asked_count; i++) buffer_free(&leaf->labels[i]);
  arena_destroy(leaf->arena);
}

static void take_variables(ServiceLeaf *leaf, Arena *arena) {
  const Node *node = leaf->node;
  const Slot *endpoint = &node->u.service.endpoint;
  const size_t width = varset_count(&node->variables);
  VarId *vars = ARENA_ARRAY(arena, VarId, width + 1);
  leaf->asked = ARENA_ARRAY(arena, const char *, width + 1);
  leaf->asked_at = ARENA_ARRAY(arena, size_t, width + 1);
  leaf->endpoint_at = width;
  for (int v = varset_next(&node->variables, 0); v >= 0; v = varset_next(&node->variables, v + 1)) {
    const VarId var = (VarId)v;
    const Symbol *name = variables_name(leaf->query->variables, var);
    if (endpoint->kind == SLOT_VAR && endpoint->var == var) leaf->endpoint_at = leaf->width;
    if (name != NULL && varset_has(&node->child[0]->variables, var)) {
      leaf->asked[leaf->asked_count] = name->text;
      leaf->asked_at[leaf->asked_count++] = leaf->width;
    }
    vars[leaf->width++] = var;
  }
  leaf->var = vars;
  leaf->labels = ARENA_ARRAY(arena, Buffer, leaf->asked_count + 1);
  leaf->symbols = ARENA_ARRAY(arena, Symbol, leaf->asked_count + 1);
}

// Where an endpoint's IRI leads: into this gateway, or out of it where the rules allow.
static Status find_endpoint(ServiceLeaf *leaf, const char *iri, Arena *arena, Error *err) {
  leaf->local = locals_find(leaf->context->locals, iri);
  if (leaf->local == NULL)
    return service_rules_find(leaf->context->rules, iri, arena, &leaf->target, err);
  leaf->target = (ServiceTarget){.shown = iri};
  return STATUS_OK;
}

static Status find_target(ServiceLeaf *leaf, Arena *arena, Error *err) {
  const Node *node = leaf->node;
  const Slot *endpoint = &node->u.service.endpoint;
  if (endpoint->kind == SLOT_VAR) return STATUS_OK;
  const Status status = find_endpoint(leaf, endpoint->term.lexical->text, arena, err);
  if (status == STATUS_OK) return STATUS_OK;
  if (node->u.service.silent) {
    leaf->is_refused = true;
    return STATUS_OK;
  }
  if (err != NULL) err->at = node->at;
  return status;
}

// --- Bindings ------------------------------------------------------------------------------------

static size_t column_of(const LeafBlock *block, VarId var) {
  size_t i = 0;
  while (i < block->var_count && block->var[i] != var) i++;
  return i;
}

static const Term *cell_of(const LeafBlock *block, size_t row, size_t column) {
  return &block->cell[row * block->var_count + column];
}

// Blank nodes cannot be sent: a column that holds one is left out.
static bool is_sendable(const ServiceLeaf *leaf, const bool in_group[], size_t column) {
  const LeafBlock *block = leaf->block;
  for (size_t row = 0; row < block->row_count; row++) {
    const TermKind kind = cell_of(block, row, column)->kind;
    if (in_group[row] && (kind == TERM_BLANK || kind == TERM_UNBOUND)) return false;
  }
  return true;
}

static bool has_row(const ServiceRequest *request, const Term cells[], const Term row[]) {
  for (size_t i = 0; i < request->row_count; i++) {
    size_t j = 0;
    while (j < request->value_count && term_equal(&cells[i * request->value_count + j], &row[j]))
      j++;
    if (j == request->value_count) return true;
  }
  return false;
}

// The rows of in_group, in the columns that can be sent; each once, since some may be alike there.
static void add_values(ServiceLeaf *leaf, const bool in_group[], ServiceRequest *request) {
  const LeafBlock *block = leaf->block;
  size_t *column = ARENA_ARRAY(leaf->arena, size_t, leaf->asked_count + 1);
  const char **names = ARENA_ARRAY(leaf->arena, const char *, leaf->asked_count + 1);
  for (size_t i = 0; i < leaf->asked_count; i++) {
    const size_t at = column_of(block, leaf->var[leaf->asked_at[i]]);
    if (at == block->var_count || !is_sendable(leaf, in_group, at)) continue;
    names[request->value_count] = leaf->asked[i];
    column[request->value_count++] = at;
  }
  if (request->value_count == 0) return;
  Term *cells = ARENA_ARRAY(leaf->arena, Term, block->row_count * request->value_count);
  for (size_t row = 0; row < block->row_count; row++) {
    if (!in_group[row]) continue;
    Term *target = &cells[request->row_count * request->value_count];
    for (size_t j = 0; j < request->value_count; j++) target[j] = *cell_of(block, row, column[j]);
    if (!has_row(request, cells, target)) request->row_count++;
  }
  request->value_name = names;
  request->cell = cells;
}

// --- Endpoints -----------------------------------------------------------------------------------

// The rows whose endpoint comes next, marked in in_group. false: there is none left.
static bool next_endpoint(ServiceLeaf *leaf, bool in_group[]) {
  const LeafBlock *block = leaf->block;
  if (block == NULL) return false;
  const size_t column = column_of(block, leaf->var[leaf->endpoint_at]);
  while (leaf->next_row < block->row_count && leaf->is_done[leaf->next_row]) leaf->next_row++;
  if (leaf->next_row == block->row_count) return false;
  leaf->endpoint = *cell_of(block, leaf->next_row, column);
  for (size_t row = leaf->next_row; row < block->row_count; row++)
    if (!leaf->is_done[row] && term_equal(cell_of(block, row, column), &leaf->endpoint))
      leaf->is_done[row] = in_group[row] = true;
  return true;
}

static Status find_variable_target(ServiceLeaf *leaf, Error *err) {
  if (leaf->endpoint.kind != TERM_IRI)
    return error_at(err, STATUS_SERVICE, leaf->node->at, "a service is named by an IRI, not by %s",
                    leaf->endpoint.kind == TERM_BLANK ? "a blank node" : "a literal");
  const Status status = find_endpoint(leaf, leaf->endpoint.lexical->text, leaf->arena, err);
  if (status != STATUS_OK && err != NULL) err->at = leaf->node->at;
  return status;
}

// --- Answers -------------------------------------------------------------------------------------

static Status service_error(const ServiceLeaf *leaf, Status code, const Error *inner, Error *err) {
  return error_set(err, code == STATUS_LIMIT ? code : STATUS_SERVICE, "service %.400s: %.500s",
                   leaf->target.shown, inner->message);
}

static void close_request(ServiceLeaf *leaf) {
  result_reader_destroy(leaf->reader);
  leaf->reader = NULL;
  leaf->is_open = false;
  solution_store_clear(leaf->answered);
  service_client_close(leaf->client);
}

static Status send_text(ServiceLeaf *leaf, const Buffer *text, unsigned left, Error *err) {
  ResultSyntax syntax;
  TRY(service_client_open(leaf->client, &leaf->target, text->data, text->length, left, &syntax,
                          err));
  leaf->reader =
      result_reader_create(syntax, &leaf->context->reader, leaf->asked_count, leaf->asked);
  return STATUS_OK;
}

static Status run_text(ServiceLeaf *leaf, const Buffer *text, unsigned left, Error *err) {
  Error inner = {0};
  const Status status =
      local_run(leaf->run, &leaf->local->service, leaf->context->maker, text->data, text->length,
                left, leaf->asked_count, leaf->answered, &inner);
  if (status == STATUS_OK) return STATUS_OK;
  if (status == STATUS_CANCELLED) return error_set(err, status, "%s", inner.message);
  return service_error(leaf, status, &inner, err);
}

static Status send_request(ServiceLeaf *leaf, const bool in_group[], Error *err) {
  ServiceRequest request = {
      .query = leaf->query, .node = leaf->node, .count = leaf->asked_count, .name = leaf->asked};
  if (leaf->block != NULL) add_values(leaf, in_group, &request);
  unsigned left = 0;
  if (leaf->deadline > 0) {
    const double ms = leaf->deadline - clock_ms();
    left = ms < 1 ? 1 : (unsigned)ms;
  }
  Buffer text = {0};
  service_request_text(&request, &text);
  leaf->requests++;
  leaf->is_open = true;
  const Status status =
      leaf->local == NULL ? send_text(leaf, &text, left, err) : run_text(leaf, &text, left, err);
  buffer_free(&text);
  return status;
}

// The next row of the open answer; NULL when it has ended.
static Status read_row(ServiceLeaf *leaf, const Term **row, Error *err) {
  *row = leaf->local == NULL ? NULL : solution_store_next(leaf->answered);
  if (leaf->local != NULL) return STATUS_OK;
  for (;;) {
    ReaderEvent event;
    Error inner = {0};
    const Status status = result_reader_next(leaf->reader, &event, &inner);
    if (status != STATUS_OK) return service_error(leaf, status, &inner, err);
    if (event == READER_ROW) *row = result_reader_row(leaf->reader);
    if (event != READER_MORE) return STATUS_OK;
    const char *data;
    size_t length;
    bool last;
    const Status read = service_client_read(leaf->client, &data, &length, &last, err);
    if (read != STATUS_OK) {
      if (err != NULL && read != STATUS_CANCELLED && err->hint[0] == '\0')
        error_hint(err, "it had sent %zu whole rows", result_reader_count(leaf->reader));
      return read;
    }
    result_reader_feed(leaf->reader, data, length, last);
  }
}

static const Symbol *fresh_label(ServiceLeaf *leaf, size_t i, const Symbol *label) {
  const Position at = leaf->node->at;
  Buffer *text = &leaf->labels[i];
  buffer_clear(text);
  buffer_printf(text, LABEL_MARK "%u.%u.%u.", at.line, at.column, leaf->requests);
  buffer_add_symbol(text, label);
  leaf->symbols[i] = (Symbol){buffer_text(text), text->length};
  return &leaf->symbols[i];
}

// The row that was read as one of the node's solutions. false: it is none, since it contradicts the
// endpoint that was asked.
static bool take_row(ServiceLeaf *leaf, const Term row[], Term terms[]) {
  for (size_t i = 0; i < leaf->width; i++) terms[i] = (Term){.kind = TERM_UNBOUND};
  for (size_t i = 0; i < leaf->asked_count; i++) {
    Term *term = &terms[leaf->asked_at[i]];
    *term = row[i];
    if (row[i].kind == TERM_BLANK) *term = term_blank(fresh_label(leaf, i, row[i].lexical));
  }
  if (leaf->endpoint_at == leaf->width) return true;
  Term *endpoint = &terms[leaf->endpoint_at];
  if (endpoint->kind != TERM_UNBOUND && !term_equal(endpoint, &leaf->endpoint)) return false;
  *endpoint = leaf->endpoint;
  return true;
}

static void take_nothing(const ServiceLeaf *leaf, Term terms[]) {
  for (size_t i = 0; i < leaf->width; i++) terms[i] = (Term){.kind = TERM_UNBOUND};
  if (leaf->endpoint_at < leaf->width) terms[leaf->endpoint_at] = leaf->endpoint;
}

// --- Requests one after another ------------------------------------------------------------------

// Begins the next one. *there is false when there is none left.
static Status begin_request(ServiceLeaf *leaf, bool *there, Error *err) {
  bool *in_group = NULL;
  *there = false;
  if (leaf->is_ended) return STATUS_OK;
  if (leaf->block != NULL) in_group = ARENA_ARRAY(leaf->arena, bool, leaf->block->row_count + 1);
  if (leaf->endpoint_at == leaf->width) {
    leaf->is_ended = true;
    for (size_t i = 0; leaf->block != NULL && i < leaf->block->row_count; i++) in_group[i] = true;
  } else {
    *there = next_endpoint(leaf, in_group);
    leaf->is_ended = !*there;
    if (!*there) return STATUS_OK;
    TRY(find_variable_target(leaf, err));
  }
  *there = true;
  return send_request(leaf, in_group, err);
}

static Status next_loud(ServiceLeaf *leaf, Term terms[], bool *there, Error *err) {
  for (;;) {
    if (!leaf->is_open) {
      TRY(begin_request(leaf, there, err));
      if (!*there) return STATUS_OK;
    }
    const Term *row;
    TRY(read_row(leaf, &row, err));
    *there = row != NULL && take_row(leaf, row, terms);
    if (*there) return STATUS_OK;
    if (row == NULL) close_request(leaf);
  }
}

// A whole answer into leaf->kept, so that a failure in its middle leaves nothing of it.
static Status keep_answer(ServiceLeaf *leaf, bool *there, Error *err) {
  Term *terms = ARENA_ARRAY(leaf->arena, Term, leaf->width + 1);
  TRY(begin_request(leaf, there, err));
  if (!*there) return STATUS_OK;
  for (;;) {
    const Term *row;
    TRY(read_row(leaf, &row, err));
    if (row == NULL) return STATUS_OK;
    if (take_row(leaf, row, terms) && !solution_store_add(leaf->kept, terms))
      return error_set(err, STATUS_LIMIT,
                       "service %.400s: a SILENT answer is kept, and this is "
                       "too much of it",
                       leaf->target.shown);
  }
}

// What ends the query ends it with SILENT, too. What is left of its time is told in whole
// milliseconds, so it may be over one of them early.
static bool ends_query(const ServiceLeaf *leaf, Status status) {
  return status == STATUS_CANCELLED ||
         (status == STATUS_LIMIT && leaf->deadline > 0 && clock_ms() + 1 >= leaf->deadline);
}

static Status next_silent(ServiceLeaf *leaf, Term terms[], bool *there, Error *err) {
  for (;;) {
    const Term *kept = solution_store_next(leaf->kept);
    if (kept != NULL) {
      memcpy(terms, kept, leaf->width * sizeof *terms);
      *there = true;
      return STATUS_OK;
    }
    solution_store_clear(leaf->kept);
    Error inner = {0};
    const Status status = keep_answer(leaf, there, &inner);
    close_request(leaf);
    if (status == STATUS_OK && !*there) return STATUS_OK;
    if (status == STATUS_OK) continue;
    solution_store_clear(leaf->kept);
    if (ends_query(leaf, status)) {
      if (err != NULL) *err = inner;
      return status;
    }
    take_nothing(leaf, terms);
    *there = true;
    return STATUS_OK;
  }
}

// --- The leaf ------------------------------------------------------------------------------------

static bool endpoint_is_known(const ServiceLeaf *leaf, const LeafBlock *block) {
  if (leaf->endpoint_at == leaf->width) return true;
  return block != NULL && column_of(block, leaf->var[leaf->endpoint_at]) < block->var_count;
}

static Status leaf_open(void *self, const LeafBlock *block, unsigned timeout_ms, Error *err) {
  ServiceLeaf *leaf = self;
  const Node *node = leaf->node;
  arena_reset(leaf->arena);
  leaf->deadline = timeout_ms == 0 ? 0 : clock_ms() + timeout_ms;
  leaf->block = block;
  leaf->endpoint = (Term){.kind = TERM_UNBOUND};
  leaf->next_row = 0;
  leaf->is_ended = leaf->is_refused || !endpoint_is_known(leaf, block);
  leaf->owes_nothing = leaf->is_ended;
  if (leaf->is_ended && !node->u.service.silent)
    return error_at(err, STATUS_SERVICE, node->at,
                    "which service is to be asked is not known: ?%s has no value here",
                    variables_hint(leaf->query->variables, node->u.service.endpoint.var));
  if (block != NULL) leaf->is_done = ARENA_ARRAY(leaf->arena, bool, block->row_count + 1);
  return STATUS_OK;
}

static Status leaf_next(void *self, Term terms[], bool *there, Error *err) {
  ServiceLeaf *leaf = self;
  if (leaf->owes_nothing) {
    leaf->owes_nothing = false;
    take_nothing(leaf, terms);
    *there = true;
    return STATUS_OK;
  }
  return leaf->node->u.service.silent ? next_silent(leaf, terms, there, err)
                                      : next_loud(leaf, terms, there, err);
}

static void leaf_close(void *self) {
  ServiceLeaf *leaf = self;
  close_request(leaf);
  solution_store_clear(leaf->kept);
  leaf->block = NULL;
  leaf->is_ended = true;
}

static void leaf_cancel(void *self) {
  ServiceLeaf *leaf = self;
  service_client_cancel(leaf->client);
  local_run_cancel(leaf->run);
}

Status service_leaf_create(const ServiceContext *context, const Query *query, const Node *service,
                           Arena *arena, Leaf *out, Error *err) {
  ServiceLeaf *leaf = ARENA_NEW(arena, ServiceLeaf);
  leaf->context = context;
  leaf->query = query;
  leaf->node = service;
  arena_on_release(arena, leaf_free, leaf);
  leaf->arena = arena_create(0);
  if (leaf->arena == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  TRY(service_client_create(context->rules, &context->client, &leaf->client, err));
  take_variables(leaf, arena);
  leaf->kept = solution_store_create(leaf->width, KEPT_BYTES);
  leaf->answered = solution_store_create(leaf->asked_count, KEPT_BYTES);
  leaf->run = local_run_create();
  TRY(find_target(leaf, arena, err));
  *out = (Leaf){.self = leaf,
                .block_rows = leaf->is_refused ? 0 : context->block_rows,
                .open = leaf_open,
                .next = leaf_next,
                .close = leaf_close,
                .cancel = leaf_cancel};
  return STATUS_OK;
}
