package main

import (
	"errors"
	"log/slog"
	"net"
	netmail "net/mail"
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"clientele/app/gate"
	"clientele/app/mail"
	"clientele/app/seal"
	"clientele/app/shopify"
)

// Each reader checks one variable. Errors continue the sentence that begins
// with the variable's name, and never repeat the value: it may be a secret that
// ended up in the wrong place.

func readDatabase(c *Config, value string) error {
	for _, form := range []string{"file:", "mongodb://", "mongodb+srv://"} {
		if rest, ok := strings.CutPrefix(value, form); ok && rest != "" {
			c.DatabaseURL = value
			return nil
		}
	}
	if value == "memory:" {
		c.DatabaseURL = value
		return nil
	}
	return errors.New("must be file:path, memory: or mongodb://host/name")
}

func readListen(c *Config, value string) error {
	_, port, err := net.SplitHostPort(value)
	number, bad := strconv.Atoi(port)
	if err != nil || bad != nil || number < 0 || number > 65535 {
		return errors.New("must be an address and a port, such as 127.0.0.1:4000")
	}
	c.Listen = value
	return nil
}

func readOrigin(field func(*Config) **url.URL) func(*Config, string) error {
	return func(c *Config, value string) error {
		u, err := webAddress(strings.TrimSuffix(value, "/"))
		if err != nil || u.Path != "" {
			return errors.New("must be an address without a path, such as https://clientele.example.com")
		}
		*field(c) = u
		return nil
	}
}

func readAppBridge(c *Config, value string) error {
	u, err := webAddress(value)
	if err != nil || u.Path == "" {
		return errors.New("must be the address of a script, such as https://cdn.shopify.com/shopifycloud/app-bridge.js")
	}
	c.AppBridgeURL = u
	return nil
}

// The host goes into headers as it is, so its letters are few.
var hostForm = regexp.MustCompile(`^([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]{1,5})?$`)

func webAddress(value string) (*url.URL, error) {
	u, err := url.Parse(value)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || !hostForm.MatchString(u.Host) || u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("is not a web address")
	}
	u.Host = strings.ToLower(u.Host)
	return u, nil
}

var apiKeyForm = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)

func readAPIKey(c *Config, value string) error {
	if !apiKeyForm.MatchString(value) {
		return errors.New("must be the client id as the platform's dashboard shows it: letters and digits only")
	}
	c.APIKey = value
	return nil
}

func readSecret(c *Config, value string) error {
	if strings.ContainsAny(value, " \t\r\n") || len(value) > 200 {
		return errors.New("must be a client secret as the platform's dashboard shows it, without spaces")
	}
	c.Secrets = append(c.Secrets, value)
	return nil
}

func readKey(c *Config, value string) error {
	key, err := seal.ParseKey(value)
	if err != nil {
		return err
	}
	c.EncryptionKeys = append(c.EncryptionKeys, key)
	return nil
}

func parts(value string) (all []string) {
	for each := range strings.SplitSeq(value, ",") {
		if each = strings.TrimSpace(each); each != "" {
			all = append(all, each)
		}
	}
	return all
}

func readDomains(c *Config, value string) error {
	domains, err := shopify.ParseDomains(parts(value))
	if err != nil {
		return errors.New("is not a list of shop domains: " + err.Error())
	}
	c.ShopDomains = domains
	return nil
}

func readShopURL(c *Config, value string) error {
	if err := shopify.CheckShopURL(value); err != nil {
		return err
	}
	c.ShopURL = value
	return nil
}

func readSwitch(of func(c *Config) *bool) func(c *Config, value string) error {
	return func(c *Config, value string) error {
		on, err := strconv.ParseBool(value)
		if err != nil {
			return errors.New("must be true or false")
		}
		*of(c) = on
		return nil
	}
}

func readProxies(c *Config, value string) error {
	proxies, err := gate.ParseProxies(parts(value))
	if err != nil {
		return errors.New("is not a list of addresses and networks: " + err.Error())
	}
	c.Proxies = proxies
	return nil
}

const rateMax = 1_000_000

func readRate(field func(*Config) *float64) func(*Config, string) error {
	return func(c *Config, value string) error {
		rate, err := strconv.ParseFloat(value, 64)
		if err != nil || !(rate >= 0.1 && rate <= rateMax) { // NaN is neither
			return errors.New("must be a number from 0.1 to " + strconv.Itoa(rateMax))
		}
		*field(c) = rate
		return nil
	}
}

func readLogLevel(c *Config, value string) error {
	if err := c.LogLevel.UnmarshalText([]byte(value)); err != nil {
		c.LogLevel = slog.LevelInfo
		return errors.New("must be debug, info, warn or error")
	}
	return nil
}

func readSMTP(c *Config, value string) error {
	u, err := url.Parse(value)
	if err != nil {
		return errors.New("must look like smtp://user:password@host:587; write special characters of the password as %XX")
	}
	if err := (mail.Server{URL: u, From: &netmail.Address{}}).Check(); err != nil {
		return err
	}
	c.SMTP = u
	return nil
}

func readMailFrom(c *Config, value string) error {
	from, err := netmail.ParseAddress(value)
	if err != nil || strings.ContainsAny(from.Address, "\r\n") {
		return errors.New("must be one e-mail address, such as points@example.com")
	}
	c.MailFrom = from
	return nil
}
