// Reading rules: files, texts, and the order of the checks.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/vec.h"
#include "rewriter/rule/parts.h"
#include "rewriter/sparql/parse.h"

void rule_problem(RuleLoad *load, const Rule *rule, Position at, const char *format, ...) {
  va_list args;
  va_start(args, format);
  char *message = NULL;
  if (vasprintf(&message, format, args) < 0) message = NULL;
  va_end(args);
  const char *text = message == NULL ? format : message;
  const Source source = {rule->source.file, at.line == 0 ? rule->source.at : at};
  const bool axiom = rule->axiom != NULL;
  if (load->diagnostics != NULL && axiom)
    (void)diagnostics_add(load->diagnostics, SEVERITY_WARNING, source, "left out: %s: %s",
                          rule->axiom, text);
  else if (load->diagnostics != NULL)
    (void)diagnostics_add(load->diagnostics, SEVERITY_ERROR, source, "%s", text);
  if (axiom) VEC_PUSH(load->set->arena, &load->dropped, rule);
  if (!load->failed && !axiom) {
    error_at(&load->first, STATUS_MAPPING, source.at, "%s", text);
    error_file(&load->first, source.file);
  }
  load->failed |= !axiom;
  free(message);
}

void rule_problem_hint(RuleLoad *load, const char *format, ...) {
  va_list args;
  va_start(args, format);
  char *hint = NULL;
  if (vasprintf(&hint, format, args) < 0) hint = NULL;
  va_end(args);
  if (hint != NULL && load->diagnostics != NULL && load->diagnostics->list.count > 0)
    diagnostic_hint(load->diagnostics,
                    &load->diagnostics->list.item[load->diagnostics->list.count - 1], "%s", hint);
  if (hint != NULL && load->failed && load->first.hint[0] == '\0')
    error_hint(&load->first, "%s", hint);
  free(hint);
}

const char *rule_name(Arena *arena, const Rule *rule) {
  const char *place = arena_format(arena, "%s:%u", rule->source.file, rule->source.at.line);
  return rule->axiom == NULL ? place : arena_format(arena, "%s (%s)", rule->axiom, place);
}

static bool binds(const Node *body, const TripleTemplate *head) {
  const Slot *slots[] = {&head->subject, &head->predicate, &head->object};
  for (size_t i = 0; i < 3; i++)
    if (slots[i]->kind == SLOT_VAR && !varset_has(&body->variables, slots[i]->var)) return false;
  return true;
}

// A rule whose body is a union is a rule for each of its branches: some may be recursive, others
// not. A head's triple counts where the branch binds its variables.
static void add_ways(RuleLoad *load, const Rule *rule) {
  Arena *arena = load->set->arena;
  if (rule->body->kind != NODE_UNION) {
    VEC_PUSH(arena, &load->rules, rule);
    return;
  }
  for (size_t i = 0; i < rule->body->child_count; i++) {
    Rule *way = arena_copy(arena, rule, sizeof *rule);
    TripleTemplate *head = ARENA_ARRAY(arena, TripleTemplate, rule->head_count + 1);
    way->body = rule->body->child[i];
    way->head = head;
    way->head_count = 0;
    for (size_t j = 0; j < rule->head_count; j++)
      if (binds(way->body, &rule->head[j])) head[way->head_count++] = rule->head[j];
    add_ways(load, way);
  }
}

static void add_rule(RuleLoad *load, const char *file, const Query *query) {
  Arena *arena = load->set->arena;
  Rule *rule = ARENA_NEW(arena, Rule);
  rule->source = (Source){arena_copy_text(arena, file, strlen(file)), query->at};
  rule->head_count = query->template_count;
  rule->head = query->template_;
  rule->body = query->pattern;
  rule->variables = query->variables;
  if (rule_check(load, rule, query)) add_ways(load, rule);
}

static void syntax_problem(RuleLoad *load, const char *file, const Error *err) {
  if (load->diagnostics != NULL) {
    Diagnostic *diagnostic = diagnostics_add(load->diagnostics, SEVERITY_ERROR,
                                             (Source){file, err->at}, "%s", err->message);
    if (err->hint[0] != '\0') diagnostic_hint(load->diagnostics, diagnostic, "%s", err->hint);
  }
  if (!load->failed) {
    load->first = *err;
    error_file(&load->first, file);
  }
  load->failed = true;
}

static Status load_text(RuleLoad *load, const MappingText *text, const char *base, Error *err) {
  size_t count = 0;
  Query *const *query = NULL;
  const Status status = sparql_parse_several(load->set->arena, load->set->symbols, text->text,
                                             text->length, base, &count, &query, err);
  if (status == STATUS_SYNTAX || status == STATUS_UNSUPPORTED) {
    syntax_problem(load, text->name, err);
    return STATUS_OK;
  }
  TRY(status);
  for (size_t i = 0; i < count; i++) add_rule(load, text->name, query[i]);
  return STATUS_OK;
}

typedef struct Job {
  RuleLoad load;
  const MappingText *text;
  size_t count;
  const char *base;
} Job;

static Status run(void *self, Error *err) {
  Job *job = self;
  RuleLoad *load = &job->load;
  for (size_t i = 0; i < job->count; i++) TRY(load_text(load, &job->text[i], job->base, err));
  rules_stratify(load);
  if (!load->failed) return STATUS_OK;
  *err = load->first;
  return err->code;
}

Status rules_load_texts(const MappingText texts[], size_t count, const char *base, RuleSet **out,
                        Diagnostics *diagnostics, Error *err) {
  *out = NULL;
  Arena *arena = arena_create(0);
  if (arena == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  RuleSet *set = ARENA_NEW(arena, RuleSet);
  set->arena = arena;
  set->symbols = symbols_create(arena, NULL);
  set->in_graphs = NULL;
  Job job = {.load = {.set = set, .diagnostics = diagnostics},
             .text = texts,
             .count = count,
             .base = base};
  const Status status = arena_run(arena, run, &job, err);
  if (diagnostics != NULL) diagnostics_sort(diagnostics);
  if (status == STATUS_OK)
    *out = set;
  else
    arena_destroy(arena);
  return status;
}

void rules_free(RuleSet *rules) {
  if (rules != NULL) arena_destroy(rules->arena);
}

// --- Files ---------------------------------------------------------------------------------------

static Status read_file(Arena *arena, const char *path, MappingText *out, Error *err) {
  FILE *file = fopen(path, "rb");
  Buffer text = {0};
  char chunk[4096];
  size_t got;
  while (file != NULL && (got = fread(chunk, 1, sizeof chunk, file)) > 0)
    buffer_add(&text, chunk, got);
  const bool bad = file == NULL || ferror(file) != 0;
  const int error = errno;
  if (file != NULL) (void)fclose(file);
  if (!bad) *out = (MappingText){path, buffer_copy(&text, arena), text.length};
  buffer_free(&text);
  if (!bad) return STATUS_OK;
  return error_set(err, STATUS_IO, "cannot read %s: %s", path, strerror(error));
}

Status rules_load(const char *const paths[], size_t count, const char *base, RuleSet **out,
                  Diagnostics *diagnostics, Error *err) {
  *out = NULL;
  Arena *arena = arena_create(0);
  if (arena == NULL) return error_set(err, STATUS_LIMIT, "out of memory");
  MappingText *texts = ARENA_ARRAY(arena, MappingText, count + 1);
  Status status = STATUS_OK;
  for (size_t i = 0; i < count && status == STATUS_OK; i++)
    status = read_file(arena, paths[i], &texts[i], err);
  if (status == STATUS_OK) status = rules_load_texts(texts, count, base, out, diagnostics, err);
  arena_destroy(arena);
  return status;
}
