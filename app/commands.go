package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"

	"github.com/gofiber/fiber/v2"

	"clientele/handlers"
)

// command is one thing the program can be told to do.
type command struct {
	name, help string
	run        func(ctx context.Context, w world) error
	// flags declares what may follow the name; nil for nothing.
	flags func(f *flag.FlagSet)
}

// commands is the list of them.
func commands() []command {
	return []command{
		{name: "serve", help: "start the app", run: serve},
		{name: "sandbox", help: "start the app with a local stand-in for the platform", run: sandboxCommand},
		verifyCommand(), copyCommand(),
		{name: "routes", help: "list every address and who may call it", run: printRoutes},
		{name: "openapi", help: "print the description of the panel's API", run: printOpenAPI},
		{name: "check-config", help: "show the settings, secrets masked, and what is wrong with them", run: checkConfig},
		{name: "version", help: "print the version", run: printVersion},
	}
}

func usage(w world) {
	fmt.Fprintln(w.Err, "Clientele turns shoppers into customers and customers into clients.\n\nusage: clientele COMMAND")
	for _, c := range commands() {
		fmt.Fprintf(w.Err, "  %-13s %s\n", c.name, c.help)
	}
}

// parse reads what follows a command's name. done tells that there is nothing
// left to do, with the exit code.
func (c command) parse(args []string, w world) (code int, done bool) {
	if c.flags == nil && len(args) > 0 {
		fmt.Fprintf(w.Err, "clientele %s takes no arguments; settings come from the environment (see clientele check-config)\n", c.name)
		return 2, true
	}
	flags := flag.NewFlagSet("clientele "+c.name, flag.ContinueOnError)
	flags.SetOutput(w.Err)
	if c.flags != nil {
		c.flags(flags)
	}
	switch err := flags.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		return 0, true
	case err != nil:
		return 2, true
	case flags.NArg() > 0:
		fmt.Fprintf(w.Err, "clientele %s does not know what to do with %q\n", c.name, flags.Arg(0))
		return 2, true
	}
	return 0, false
}

func printVersion(_ context.Context, w world) error {
	_, err := fmt.Fprintln(w.Out, version)
	return err
}

// described are doors that lead nowhere: enough to list and describe routes.
func described() handlers.Doors {
	none := func(c *fiber.Ctx) error { return nil }
	return handlers.Doors{
		Health: none, Ready: none, Metrics: none, Webhook: none, Bounce: none, Document: none, Asset: none, OptOut: none, Admin: none, Shopper: none,
	}
}

func printRoutes(_ context.Context, w world) error {
	for _, r := range (&handlers.Panel{}).Routes(described()) {
		if _, err := fmt.Fprintf(w.Out, "%-5s %-50s %s\n", r.Method, r.Path, r.Access); err != nil {
			return err
		}
	}
	return nil
}

func printOpenAPI(_ context.Context, w world) error {
	api := handlers.Install(fiber.New(), (&handlers.Panel{}).Routes(described()), described())
	document, err := json.MarshalIndent(api.OpenAPI(), "", "  ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(w.Out, string(document))
	return err
}

func checkConfig(_ context.Context, w world) error {
	if err := PrintConfig(w.Out, w.Getenv); err != nil {
		return err
	}
	_, err := fmt.Fprintln(w.Out, "\nThe settings are fine.")
	return err
}
