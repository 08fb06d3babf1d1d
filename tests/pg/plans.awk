# Read what queries declare, in the files of schema/queries/, and then their
# plans ("query x" and lines of EXPLAIN VERBOSE), and complain.  Those that are in
# no file are made for every table, to copy all of it.

function complain(what) {
	print query ": " what
	failed = 1
}

function is_declared(table) {
	return index(scans[query], " " table " ")
}

# An index that was walked without any condition, unless up to a LIMIT.
function end_step() {
	if (walked != "" && modes[query] != ":many" && !is_declared(walked))
		complain("it walks all of an index of " walked)
	walked = ""
}

/^-- name: / {
	name = $3
	if (!(name in modes))
		modes[name] = $4
}
/^-- scans: / {
	gsub(",", " ")
	sub("^-- scans:", "")
	scans[name] = scans[name] $0 " "
}
/^-- sorts: / {
	sorts[name] = 1
}
/^query / {
	end_step()
	query = $2
}
!(query in modes) {
	next
}
/Seq Scan on / {
	end_step()
	table = $0
	sub(".*Seq Scan on [^ .]*[.]", "", table)
	sub(" .*", "", table)
	if (!is_declared(table))
		complain("it walks all of " table)
}
/Index (Only )?Scan / {
	end_step()
	walked = $0
	sub(".* on [^ .]*[.]", "", walked)
	sub(" .*", "", walked)
}
/Bitmap Heap Scan on / {
	heap = $0
	sub(".* on [^ .]*[.]", "", heap)
	sub(" .*", "", heap)
}
/Bitmap Index Scan on / {
	end_step()
	walked = heap
}
/Index Cond: / {
	walked = ""
}
/(^|-> +)(Incremental )?Sort$/ {
	if (!sorts[query])
		complain("it sorts")
}
/(Hash|Merge) (Left |Right |Full |Semi |Anti )?Join/ {
	complain("it reads all of a table to join it")
}
/hashed SubPlan/ {
	complain("it reads all of a table to look into it")
}
END {
	end_step()
	exit failed
}
