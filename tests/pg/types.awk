# Compare what PostgreSQL says that queries give (lines "name|type" below lines
# "query x") with what they declare, in the file wanted.

function fits(ours, theirs) {
	if (ours == "text")
		return theirs == "text"
	if (ours == "blob")
		return theirs == "bytea"
	if (ours == "bool" && theirs == "boolean")
		return 1
	return theirs == "bigint" || theirs == "integer"
}

/^(query|migration) / {
	place = $0
}
{
	if ((getline want < wanted) <= 0) {
		print place ": more than was declared: " $0
		failed = 1
		exit
	}
	n = split(want, w, "|")
	if (NF == 1 ? want != $0 : n != 2 || w[1] != $1) {
		print place ": \"" $0 "\" instead of \"" want "\""
		failed = 1
		exit
	}
	sub("[?]$", "", w[2])
	if (NF == 2 && !fits(w[2], $2)) {
		print place ": " $1 " is " $2 ", declared " w[2]
		failed = 1
	}
}
END {
	if (!failed && (getline want < wanted) > 0) {
		print "not tried: " want
		failed = 1
	}
	exit failed
}
