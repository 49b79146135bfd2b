"""Where they live: domains of `.example`, telephone numbers that nobody has."""

TOWNS = {
    "monaco": ("98000", "Monaco", "mc", "+377 97 00 00 {:02}", "rocher"),
    "fontvieille": ("98000", "Monaco", "mc", "+377 97 00 01 {:02}", "rocher"),
    "menton": ("06500", "Menton", "fr", "+33 4 65 71 00 {:02}", "courriel"),
    "nice": ("06000", "Nice", "fr", "+33 4 65 71 01 {:02}", "courriel"),
    "beausoleil": ("06240", "Beausoleil", "fr", "+33 4 65 71 02 {:02}", "courriel"),
    "ventimiglia": ("18039", "Ventimiglia", "it", "+39 0184 000 0{:02}", "posta"),
    "sanremo": ("18038", "Sanremo", "it", "+39 0184 001 0{:02}", "posta"),
}

STREETS = {
    "monaco": ("rue des Orangers", "boulevard des Moulins", "rue Grimaldi", "avenue Saint-Charles"),
    "fontvieille": ("avenue des Papalins", "rue du Gabian", "quai Jean-Charles Rey"),
    "menton": ("rue de la République", "avenue Félix Faure", "rue Longue"),
    "nice": ("rue de la Buffa", "rue Bonaparte", "avenue Borriglione"),
    "beausoleil": ("boulevard de la République", "rue des Martyrs"),
    "ventimiglia": ("via Cavour", "via Roma", "corso Genova"),
    "sanremo": ("via Matteotti", "corso degli Inglesi"),
}
