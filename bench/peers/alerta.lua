-- For wrk: fresh alerts for Alerta, none of them a duplicate, as wide as what report.lua sends to us.
-- wrk ... -s alerta.lua URL -- KEYS_FILE SEED
local random, format = math.random, string.format
local keys, posts, seed = {}, 0, ""

function init(args)
  for key in io.lines(args[1]) do keys[#keys + 1] = "Key " .. key end
  seed = args[2]
  math.randomseed(tonumber(seed))
end

-- Alerta takes two alerts of one environment, resource and event for the same.
function request()
  posts = posts + 1
  local alert = format('{"resource":"van-%s-%d","event":"suspicious_vehicle","environment":"Production",' ..
    '"severity":"major","service":["S-%d"],"text":"Grey van, third pass in ten minutes",' ..
    '"attributes":{"plate":"1-ABC-%03d","country":"BE","make":"Ford"}}',
    seed, posts, random(0, 19), random(0, 999))
  local headers = { ["Authorization"] = keys[posts % #keys + 1], ["Content-Type"] = "application/json" }
  return wrk.format("POST", "/alert", headers, alert)
end

function done(summary, latency)
  local wrong = summary.errors
  io.write(format('\n{"answers":%d,"seconds":%f,"refused":%d,"broken":%d,"p50":%f,"p90":%f,"p99":%f,"worst":%f}\n',
    summary.requests, summary.duration / 1e6, wrong.status, wrong.connect + wrong.read + wrong.write + wrong.timeout,
    latency:percentile(50) / 1e3, latency:percentile(90) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3))
end
