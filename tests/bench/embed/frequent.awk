# What guessing gives: Hits@10 of each relation, both sides, when answers are ranked by how often the training
# triples give them to that relation. Filtered, ties at the mean, as `anamorph evaluate` ranks; what training
# never gave is no hit.
# Use: awk -f frequent.awk TRAIN TEST
function add(key, answer) {
  if (times[key, answer]++ == 0) given[key, ++count[key]] = answer
}
function is_hit(key, about, true,    i, answer, rank) {
  if (!((key, true) in times)) return 0
  rank = 1
  for (i = 1; i <= count[key]; i++) {
    answer = given[key, i]
    if (answer == true || ((key, about, answer) in known)) continue
    if (times[key, answer] > times[key, true]) rank++
    else if (times[key, answer] == times[key, true]) rank += 0.5
  }
  return rank <= 10
}
{
  known[$2 "t", $1, $3]
  known[$2 "h", $3, $1]
}
FILENAME == ARGV[1] {
  add($2 "t", $3)
  add($2 "h", $1)
  next
}
{ test[++tests] = $0 }
END {
  for (i = 1; i <= tests; i++) {
    split(test[i], part, " ")
    ranks[part[2]] += 2
    hits[part[2]] += is_hit(part[2] "t", part[1], part[3]) + is_hit(part[2] "h", part[3], part[1])
  }
  for (relation in ranks) {
    short = relation
    gsub(/^.*[\/#]|>$/, "", short)
    print short, hits[relation] / ranks[relation]
  }
}
