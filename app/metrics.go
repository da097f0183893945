package main

import (
	"strconv"
	"time"

	"github.com/gofiber/fiber/v2"
	"github.com/gofiber/fiber/v2/middleware/adaptor"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics counts what the program does, for Prometheus. Labels are route
// patterns, topics and job names; never shops or people.
type metrics struct {
	registry   *prometheus.Registry
	requests   *prometheus.HistogramVec
	received   *prometheus.CounterVec
	deliveries *prometheus.CounterVec
	lag        prometheus.Histogram
	jobs       *prometheus.CounterVec
	jobTime    *prometheus.HistogramVec
	looked     prometheus.Counter
	mended     prometheus.Counter
	effects    *prometheus.CounterVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "clientele_http_request_seconds", Help: "Time to answer a request.", Buckets: prometheus.DefBuckets,
		}, []string{"method", "route", "status"}),
		received: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "clientele_webhooks_received_total", Help: "Webhooks that came in, by what became of them at the door.",
		}, []string{"result"}),
		deliveries: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "clientele_deliveries_total", Help: "Attempts at stored webhooks, by topic and result.",
		}, []string{"topic", "result"}),
		lag: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "clientele_delivery_lag_seconds", Help: "Time from a webhook's arrival to its effect.",
			Buckets: []float64{.01, .05, .1, .25, .5, 1, 2.5, 5, 15, 60, 300, 3600},
		}),
		jobs: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "clientele_job_runs_total", Help: "Steps of background jobs.",
		}, []string{"job", "result"}),
		jobTime: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "clientele_job_seconds", Help: "Time a step of a background job took.", Buckets: prometheus.DefBuckets,
		}, []string{"job"}),
		looked: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "clientele_orders_looked_at_total", Help: "Orders that the regular look compared with the platform.",
		}),
		mended: prometheus.NewCounter(prometheus.CounterOpts{
			Name: "clientele_orders_mended_total", Help: "Orders that the regular look brought in line because their webhooks had not.",
		}),
	}
	m.effects = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "clientele_effects_total", Help: "Attempts at effects from the outbox, by kind and result.",
	}, []string{"kind", "result"})
	m.registry.MustRegister(m.effects, m.requests, m.received, m.deliveries, m.lag, m.jobs, m.jobTime, m.looked, m.mended,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

func (m *metrics) handler() fiber.Handler {
	return adaptor.HTTPHandler(promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
}

func (m *metrics) request(method, route string, status int, took time.Duration) {
	m.requests.WithLabelValues(method, route, strconv.Itoa(status)).Observe(took.Seconds())
}

func (m *metrics) delivery(topic, result string, lag time.Duration) {
	m.deliveries.WithLabelValues(topic, result).Inc()
	if result == "done" {
		m.lag.Observe(max(0, lag).Seconds())
	}
}

func (m *metrics) effect(kind, result string, _ time.Duration) {
	m.effects.WithLabelValues(kind, result).Inc()
}

func (m *metrics) job(name string, _ int, failed bool, took time.Duration) {
	result := "ok"
	if failed {
		result = "failed"
	}
	m.jobs.WithLabelValues(name, result).Inc()
	m.jobTime.WithLabelValues(name).Observe(took.Seconds())
}
