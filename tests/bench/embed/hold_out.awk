# Triples in, one a line (N-Triples, sorted): a share of them goes to the file `test`, the others to `train`.
# All that relates the same two things goes together, so that no border is told by its other direction and no
# official language by its being spoken. `whole`: relations of which nothing is held out, with | between.
# The choice is a linear congruential one (Park and Miller 1988), so every awk makes the same.
function random() {
  state = state * 16807 % 2147483647
  return state / 2147483647
}
BEGIN {
  state = 20
  for (i = 0; i < 10; i++) random()
}
{
  pair = $1 < $3 ? $1 " " $3 : $3 " " $1
  if (!(pair in held)) held[pair] = random() < share
  print > (held[pair] && $2 !~ "(" whole ")>$" ? test : train)
}
