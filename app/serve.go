package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/gofiber/fiber/v2"

	"clientele/models"
)

// serve runs the app until it is told to stop.
func serve(ctx context.Context, w world) error {
	config, err := Load(w.Getenv)
	if err != nil {
		return err
	}
	p, err := build(ctx, config, w)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", config.Listen)
	if err != nil {
		return closing(p.store, fmt.Errorf("cannot listen on %s: %w; set LISTEN to a free address", config.Listen, err))
	}
	p.log.Info("Clientele is ready", "listen", listener.Addr().String(), "url", config.AppURL.String(), "engine", p.store.Engine.Kind(), "version", version)
	return p.run(ctx, listener)
}

// run serves and works until ctx ends, then stops gracefully: no new requests,
// those under way finish, the worker ends its step, the database closes. A
// delivery that was acknowledged is in the database by then.
func (p *program) run(ctx context.Context, listener net.Listener) error {
	work, stopWork := context.WithCancel(context.Background())
	defer stopWork()
	worked := make(chan struct{})
	go func() { defer close(worked); p.runner.Run(work) }()

	served := make(chan error, 1)
	go func() { served <- p.listen(listener) }()

	var err error
	select {
	case <-ctx.Done():
		p.stopping.Store(true)
		p.log.Info("Clientele is stopping")
		err = p.server.ShutdownWithTimeout(stopGrace)
		<-served
	case err = <-served:
	}
	stopWork()
	<-worked
	closeCtx, cancel := context.WithTimeout(context.Background(), stopGrace)
	defer cancel()
	return errors.Join(err, p.store.Close(closeCtx))
}

// health tells that the process lives; it asks nobody.
func (p *program) health(c *fiber.Ctx) error {
	c.Set("Cache-Control", "no-store")
	return c.JSON(fiber.Map{"status": "ok", "version": version})
}

// pingTime bounds the question to the database.
const pingTime = time.Second

// ready tells whether requests can be answered: the database is there and the
// program is not stopping.
func (p *program) ready(c *fiber.Ctx) error {
	c.Set("Cache-Control", "no-store")
	if p.stopping.Load() {
		return models.Errorf(models.Unavailable, "the program is stopping")
	}
	ctx, cancel := context.WithTimeout(c.UserContext(), pingTime)
	defer cancel()
	if err := p.store.Engine.Ping(ctx); err != nil {
		p.log.Warn("the database does not answer", "error", err.Error())
		return models.Errorf(models.Unavailable, "the database does not answer")
	}
	return c.JSON(fiber.Map{"status": "ready", "engine": p.store.Engine.Kind()})
}
