// Lines that differ: the longest common subsequence, behind a common beginning and end.
#include "endpoint/cli/changed_lines.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

// Cells of the table; where two texts would need more, all between their common ends is said to
// have changed.
enum { MOST_CELLS = 4000000 };

typedef struct Line {
  const char *text;
  size_t length;  // without its end
  size_t spaces;  // of them, at its beginning
} Line;

typedef struct Lines {
  Line *line;
  size_t count;
} Lines;

// shared[i * (new.count + 1) + j]: how many lines are common to what follows line i of `old` and
// line j of `new`; NULL: not counted. least: the fewest spaces that a changed line begins with.
typedef struct Change {
  Lines old, new;
  unsigned *shared;
  const char *indent;
  size_t most, count, least;
  Buffer *out;
} Change;

static Lines split(const char *text) {
  Lines lines = {0};
  size_t room = 0;
  while (*text != '\0') {
    if (lines.count == room) {
      room = 2 * room + 16;
      lines.line = realloc(lines.line, room * sizeof *lines.line);
      if (lines.line == NULL) abort();
    }
    const size_t length = strcspn(text, "\n");
    lines.line[lines.count++] = (Line){text, length, strspn(text, " ")};
    text += length + (text[length] == '\n');
  }
  return lines;
}

static bool same(const Line *a, const Line *b) {
  return a->length - a->spaces == b->length - b->spaces &&
         memcmp(a->text + a->spaces, b->text + b->spaces, a->length - a->spaces) == 0;
}

// Leaves out what both begin and end with.
static void trim(Lines *a, Lines *b) {
  while (a->count > 0 && b->count > 0 && same(a->line, b->line)) {
    a->line++, a->count--;
    b->line++, b->count--;
  }
  while (a->count > 0 && b->count > 0 && same(a->line + a->count - 1, b->line + b->count - 1)) {
    a->count--;
    b->count--;
  }
}

static unsigned *count_shared(const Lines *old, const Lines *new) {
  const size_t width = new->count + 1;
  if ((old->count + 1) * width > MOST_CELLS) return NULL;
  unsigned *shared = calloc((old->count + 1) * width, sizeof *shared);
  if (shared == NULL) abort();
  for (size_t i = old->count; i-- > 0;)
    for (size_t j = new->count; j-- > 0;) {
      unsigned *here = shared + i * width + j;
      const unsigned without_old = here[width], without_new = here[1];
      if (same(&old->line[i], &new->line[j]))
        *here = here[width + 1] + 1;
      else
        *here = without_old > without_new ? without_old : without_new;
    }
  return shared;
}

typedef void Visit(Change *change, char sign, const Line *line);

static void count_line(Change *change, char sign, const Line *line) {
  (void)sign;
  if (change->count++ < change->most && line->spaces < change->least) change->least = line->spaces;
}

static void write_line(Change *change, char sign, const Line *line) {
  if (change->count++ >= change->most) return;
  buffer_add_text(change->out, change->indent);
  buffer_add_char(change->out, sign);
  buffer_add_char(change->out, ' ');
  buffer_add(change->out, line->text + change->least, line->length - change->least);
  buffer_add_char(change->out, '\n');
}

static void each_changed(Change *change, Visit *visit) {
  const size_t width = change->new.count + 1;
  size_t i = 0, j = 0;
  while (i < change->old.count || j < change->new.count) {
    const bool has_old = i < change->old.count, has_new = j < change->new.count;
    const unsigned *here = change->shared == NULL ? NULL : change->shared + i * width + j;
    if (here != NULL && has_old && has_new && same(&change->old.line[i], &change->new.line[j]))
      i++, j++;
    else if (has_old && (!has_new || here == NULL || here[width] >= here[1]))
      visit(change, '-', &change->old.line[i++]);
    else
      visit(change, '+', &change->new.line[j++]);
  }
}

void changed_lines(const char *before, const char *after, const char *indent, size_t most,
                   Buffer *out) {
  const Lines old = split(before), new = split(after);
  Change change = {
      .old = old, .new = new, .indent = indent, .most = most, .least = SIZE_MAX, .out = out};
  trim(&change.old, &change.new);
  change.shared = count_shared(&change.old, &change.new);
  each_changed(&change, count_line);
  change.count = 0;
  each_changed(&change, write_line);
  if (change.count > most) buffer_printf(out, "%s… %zu more\n", indent, change.count - most);
  free(change.shared);
  free(old.line);
  free(new.line);
}
