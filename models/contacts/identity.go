package contacts

import "strings"

// sameMailbox are domains that do not tell dots in the name apart, with the
// domain they are one with.
var sameMailbox = map[string]string{"gmail.com": "gmail.com", "googlemail.com": "gmail.com"}

// Mailbox is an address without what its owner may vary: a tag after a plus
// sign, and dots where the provider ignores them. It is empty for what is no
// address. It says who may read the mails, never where to send one.
func Mailbox(address string) string {
	address = Email(address)
	name, domain, found := strings.Cut(address, "@")
	if !found {
		return ""
	}
	if plain, _, tagged := strings.Cut(name, "+"); tagged && plain != "" {
		name = plain
	}
	if one, ok := sameMailbox[domain]; ok {
		if bare := strings.ReplaceAll(name, ".", ""); bare != "" {
			name = bare
		}
		domain = one
	}
	return name + "@" + domain
}

// phoneLeast is the fewest digits by which people are compared.
const phoneLeast = 6

// Identities are the forms under which a person can be recognised whatever
// record they are on: the mailbox and the digits of the telephone. Each is among
// the words of Search.
func (p Profile) Identities() []string {
	var all []string
	if mailbox := Mailbox(p.Email); mailbox != "" {
		all = append(all, mailbox)
	}
	if phone := phoneDigits(p.Phone); len(phone) >= phoneLeast {
		all = append(all, phone)
	}
	return all
}

// Indexed is the contact with the words by which it is found made anew.
func (c Contact) Indexed() Contact {
	c.Search = c.words()
	return c
}

// Shares names what two profiles have in common that tells people apart.
func (p Profile) Shares(other Profile) []string {
	var all []string
	if mailbox := Mailbox(p.Email); mailbox != "" && mailbox == Mailbox(other.Email) {
		all = append(all, "email")
	}
	if phone := phoneDigits(p.Phone); len(phone) >= phoneLeast && phone == phoneDigits(other.Phone) {
		all = append(all, "phone")
	}
	if name := p.Name(); name != "" && strings.EqualFold(name, other.Name()) {
		all = append(all, "name")
	}
	return all
}
