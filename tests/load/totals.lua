-- wrk prints its totals on one line of JSON, for client.mjs; times in µs.
function done(summary, latency)
	local e = summary.errors
	io.write(string.format('{"requests":%d,"us":%d,"refused":%d,' ..
		'"broken":%d,"p50":%d,"p99":%d,"max":%d}\n',
		summary.requests, summary.duration, e.status,
		e.connect + e.read + e.write + e.timeout,
		latency:percentile(50), latency:percentile(99), latency.max))
end
