// Ontology documents and all that they import, into one graph.
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/rdf/vocabulary.h"
#include "reasoner/document.h"

// --- Syntax --------------------------------------------------------------------------------------
static bool begins(const char *text, const char *end, const char *word) {
  const size_t length = strlen(word);
  return (size_t)(end - text) >= length && memcmp(text, word, length) == 0;
}

// Past white space, comments and what stands before an XML document's element.
static const char *first_word(const char *c, const char *end) {
  if (begins(c, end, "\xEF\xBB\xBF")) c += 3;
  for (;;) {
    while (c < end && isspace((unsigned char)*c)) c++;
    const char *close = begins(c, end, "<!--")        ? "-->"
                        : begins(c, end, "<?")        ? "?>"
                        : begins(c, end, "<!DOCTYPE") ? "]>"
                        : begins(c, end, "#")         ? "\n"
                                                      : NULL;
    if (close == NULL) return c;
    const char *to = memmem(c, (size_t)(end - c), close, strlen(close));
    if (to == NULL && strcmp(close, "]>") == 0) to = memchr(c, '>', (size_t)(end - c));
    if (to == NULL) return end;
    c = to + strlen(close);
  }
}

static bool has_suffix(const char *name, const char *suffix) {
  const size_t length = strlen(name), size = strlen(suffix);
  return length > size && strcasecmp(name + length - size, suffix) == 0;
}

const char *document_syntax(const MappingText *text, const char **why) {
  static const struct {
    const char *suffix, *syntax;
  } suffixes[] = {{".nt", "ntriples"}, {".nq", "nquads"},  {".trig", "trig"},  {".rj", "json"},
                  {".html", "rdfa"},   {".xhtml", "rdfa"}, {".ttl", "turtle"}, {".n3", "turtle"}};
  static const struct {
    const char *start, *name;
  } others[] = {{"Prefix(", "OWL's functional-style syntax"},
                {"Ontology(", "OWL's functional-style syntax"},
                {"Prefix:", "the Manchester syntax"},
                {"Ontology:", "the Manchester syntax"},
                {"<Ontology", "OWL/XML"}};
  const char *end = text->text + text->length;
  const char *start = first_word(text->text, end);
  for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
    if (!begins(start, end, others[i].start)) continue;
    *why = others[i].name;
    return NULL;
  }
  for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
    if (has_suffix(text->name, suffixes[i].suffix)) return suffixes[i].syntax;
  const char *name = start;
  while (name < end && (isalnum((unsigned char)*name) || *name == '<')) name++;
  return begins(start, end, "<") &&
                 (begins(start, end, "<RDF") ||
                  (name < end && *name == ':' && name - start < 32 && begins(name, end, ":RDF")))
             ? "rdfxml"
             : "turtle";
}

// --- Files ---------------------------------------------------------------------------------------
Status document_read(Arena *arena, const char *path, MappingText *out, Error *err) {
  FILE *file = fopen(path, "rb");
  Buffer content = {0};
  bool failed = file == NULL;
  for (size_t got = 1; !failed && got > 0; content.length += got) {
    buffer_reserve(&content, 65536);
    got = fread(content.data + content.length, 1, 65536, file);
    failed = ferror(file) != 0;
  }
  if (failed) {
    error_set(err, STATUS_IO, "cannot read the ontology: %s", strerror(errno));
    error_file(err, path);
  } else {
    *out = (MappingText){arena_copy_text(arena, path, strlen(path)), NULL, content.length};
    out->text = buffer_copy(&content, arena);
  }
  if (file != NULL) (void)fclose(file);
  buffer_free(&content);
  return failed ? STATUS_IO : STATUS_OK;
}

// --- Imports -------------------------------------------------------------------------------------
// An import to follow: from which statement.
typedef struct Import {
  const Symbol *iri;
  Source source;
} Import;

typedef struct Documents {
  Arena *arena;  // of the reading
  Reading *reading;
  Graph *graph;
  const Catalog *catalog;
  size_t seen;  // statements looked at
  VEC(Import) imports;
  VEC(const Symbol *) known;  // ontologies that are there
} Documents;

static const char *base_of(Arena *arena, const char *name) {
  char path[PATH_MAX];
  if (realpath(name, path) != NULL) return arena_format(arena, "file://%s", path);
  return "http://example.com/ontology/";
}

static bool add_text(Documents *documents, const MappingText *text) {
  Reading *reading = documents->reading;
  const MappingText kept = {arena_copy_text(reading->arena, text->name, strlen(text->name)),
                            text->text, text->length};
  VEC_PUSH(reading->arena, &reading->files, kept.name);
  const char *why = NULL;
  const char *syntax = document_syntax(&kept, &why);
  if (syntax == NULL) {
    Diagnostic *diagnostic =
        diagnostics_add(reading->diagnostics, SEVERITY_ERROR, (Source){kept.name, {1, 1}},
                        "this is %s, which is not RDF", why);
    diagnostic_hint(reading->diagnostics, diagnostic,
                    "save the ontology as Turtle or RDF/XML (in Protégé: File, Save as)");
    return false;
  }
  if (!graph_add(documents->graph, &kept, syntax, base_of(documents->arena, kept.name),
                 reading->diagnostics))
    return false;
  const GraphStatement *all;
  const size_t count = graph_statements(documents->graph, &all);
  for (; documents->seen < count; documents->seen++) {
    const GraphStatement *s = &all[documents->seen];
    if (s->predicate == &RDF_TYPE && s->object.lexical == &OWL_ONTOLOGY)
      VEC_PUSH(documents->arena, &documents->known, s->subject.lexical);
    if (s->predicate != &OWL_IMPORTS || s->object.kind != TERM_IRI) continue;
    const Import import = {s->object.lexical, s->source};
    VEC_PUSH(documents->arena, &documents->imports, import);
  }
  return true;
}

static bool is_known(const Documents *documents, const Symbol *iri) {
  for (size_t i = 0; i < documents->known.count; i++)
    if (documents->known.item[i] == iri) return true;
  return false;
}

static bool is_loaded(const Documents *documents, const char *path) {
  char one[PATH_MAX], other[PATH_MAX];
  if (realpath(path, one) == NULL) return false;
  for (size_t i = 0; i < documents->reading->files.count; i++)
    if (realpath(documents->reading->files.item[i], other) != NULL && strcmp(one, other) == 0)
      return true;
  return false;
}

// Protégé leaves its catalogue beside the ontology.
static const char *find_beside(Documents *documents, const Import *import) {
  const char *slash = strrchr(import->source.file, '/');
  const char *path =
      arena_format(documents->arena, "%.*scatalog-v001.xml",
                   slash == NULL ? 0 : (int)(slash + 1 - import->source.file), import->source.file);
  if (access(path, R_OK) != 0) return NULL;
  Catalog *catalog;
  Error ignored = {0};
  if (catalog_read(documents->arena, path, &catalog, &ignored) != STATUS_OK) return NULL;
  return catalog_find(catalog, documents->arena, import->iri->text);
}

static bool follow(Documents *documents, const Import *import) {
  Diagnostics *diagnostics = documents->reading->diagnostics;
  if (is_known(documents, import->iri)) return true;
  VEC_PUSH(documents->arena, &documents->known, import->iri);
  const char *path = catalog_find(documents->catalog, documents->arena, import->iri->text);
  if (path == NULL && import->source.file != NULL) path = find_beside(documents, import);
  if (path == NULL && strncmp(import->iri->text, "file:///", 8) == 0) path = import->iri->text + 7;
  if (path == NULL) {
    Diagnostic *diagnostic =
        diagnostics_add(diagnostics, SEVERITY_ERROR, import->source,
                        "the imported ontology <%s> is not at hand", import->iri->text);
    diagnostic_hint(diagnostics, diagnostic,
                    "nothing is fetched from the network: give its file with -o too, or say where "
                    "it lies with --ontology-catalog FILE");
    return false;
  }
  if (is_loaded(documents, path)) return true;
  MappingText text;
  Error err = {0};
  if (document_read(documents->arena, path, &text, &err) != STATUS_OK) {
    diagnostics_add(diagnostics, SEVERITY_ERROR, import->source,
                    "the imported ontology <%s> cannot be read from %s: %s", import->iri->text,
                    path, err.message);
    return false;
  }
  return add_text(documents, &text);
}

Status documents_read(Arena *arena, Reading *reading, Graph *graph, const MappingText texts[],
                      size_t count, const OntologyOptions *options, Error *err) {
  Documents documents = {.arena = arena, .reading = reading, .graph = graph};
  if (options != NULL && options->catalog != NULL) {
    Catalog *catalog;
    TRY(catalog_read(arena, options->catalog, &catalog, err));
    documents.catalog = catalog;
  }
  bool good = true;
  for (size_t i = 0; i < count; i++) good &= add_text(&documents, &texts[i]);
  for (size_t i = 0; good && i < documents.imports.count; i++) {
    const Import import = documents.imports.item[i];
    good = follow(&documents, &import);
  }
  return good ? STATUS_OK : error_set(err, STATUS_MAPPING, "an ontology cannot be read");
}
