// Files of triples, line by line.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "embed/data/collect.h"
#include "embed/data/triple_line.h"

typedef enum FileForm { FORM_UNKNOWN, FORM_RDF, FORM_TSV } FileForm;

typedef Status TakeLine(void *self, const TripleLine *line, Error *err);

static bool ends_in(const char *path, const char *end) {
  const size_t length = strlen(path), wanted = strlen(end);
  return length >= wanted && strcmp(path + length - wanted, end) == 0;
}

// A line of RDF begins with <, _: or a comment; a tab-separated one that does so is no use anyway.
static FileForm guess(const char *line) {
  return *line == '<' || *line == '#' || strncmp(line, "_:", 2) == 0 ? FORM_RDF : FORM_TSV;
}

static Status broken(const char *path, unsigned number, FileForm form, Error *err) {
  error_at(err, STATUS_DATA, (Position){number, 0},
           form == FORM_RDF ? "this line is no statement of N-Triples or N-Quads"
                            : "this line is not head, relation and tail, separated by tabs");
  error_file(err, path);
  error_hint(err, ".nt and .nq files hold RDF; every other file three names a line");
  return STATUS_DATA;
}

static Status read_lines(FILE *file, const char *path, FileForm form, TakeLine *take, void *self,
                         Error *err) {
  char *line = NULL;
  size_t capacity = 0;
  Buffer scratch[4] = {{0}};
  Status status = STATUS_OK;
  ssize_t length;
  for (unsigned number = 1; status == STATUS_OK && (length = getline(&line, &capacity, file)) >= 0;
       number++) {
    if (length > 0 && line[length - 1] == '\n') length--;
    if (form == FORM_UNKNOWN && length > 0) form = guess(line);
    TripleLine parts;
    const LineKind kind = form == FORM_RDF
                              ? triple_line_of_rdf(line, (size_t)length, scratch, &parts)
                              : triple_line_of_tsv(line, (size_t)length, &parts);
    if (kind == LINE_BROKEN) status = broken(path, number, form, err);
    if (kind == LINE_TRIPLE) status = take(self, &parts, err);
  }
  if (status == STATUS_OK && ferror(file))
    status = error_set(err, STATUS_IO, "%s cannot be read: %s", path, strerror(errno));
  free(line);
  for (size_t i = 0; i < 4; i++) buffer_free(&scratch[i]);
  return status;
}

static Status read_file(const char *path, TakeLine *take, void *self, Error *err) {
  const bool standard = strcmp(path, "-") == 0;
  FILE *file = standard ? stdin : fopen(path, "re");
  if (file == NULL)
    return error_set(err, STATUS_USAGE, "%s cannot be read: %s", path, strerror(errno));
  const FileForm form = standard                                       ? FORM_UNKNOWN
                        : ends_in(path, ".nt") || ends_in(path, ".nq") ? FORM_RDF
                                                                       : FORM_TSV;
  const Status status = read_lines(file, path, form, take, self, err);
  if (!standard) (void)fclose(file);
  return status;
}

// Lines go the way of quads, so that one filter serves both.
static Status take_collected(void *self, const TripleLine *line, Error *err) {
  Symbol symbol[4];
  Term term[4] = {{0}};
  for (size_t i = 0; i < 4; i++) {
    const LinePart *part = &line->part[i];
    if (part->kind == TERM_UNBOUND) continue;
    const size_t skipped = part->kind == TERM_BLANK ? 2 : 0;
    symbol[i] = (Symbol){part->text + skipped, part->length - skipped};
    term[i] = (Term){.kind = part->kind, .lexical = &symbol[i]};
  }
  const QuadSink sink = collect_sink(self);
  const Quad quad = {term[0], term[1], term[2], term[3]};
  return sink.quad(sink.self, &quad, err);
}

Status collect_file(Collector *collector, const char *path, Error *err) {
  return read_file(path, take_collected, collector, err);
}

typedef struct KnownRun {
  DictionaryBuilder *entities, *relations;
  TripleList *out;
} KnownRun;

static Status take_known(void *self, const TripleLine *line, Error *err) {
  const KnownRun *run = self;
  if (line->part[2].kind == TERM_LITERAL) return STATUS_OK;
  const LinePart *part = line->part;
  const Triple triple = {dictionary_add(run->entities, part[0].text, part[0].length),
                         dictionary_add(run->relations, part[1].text, part[1].length),
                         dictionary_add(run->entities, part[2].text, part[2].length)};
  if (triple.head < 0 || triple.relation < 0 || triple.tail < 0)
    return error_set(err, STATUS_LIMIT, "more than %d different entities", INT32_MAX - 1);
  triple_list_add(run->out, triple);
  return STATUS_OK;
}

Status collect_known(const char *path, DictionaryBuilder *more_entities,
                     DictionaryBuilder *more_relations, TripleList *out, Error *err) {
  KnownRun run = {more_entities, more_relations, out};
  return read_file(path, take_known, &run, err);
}
