# Draws a panel that `dragoman panel STORE --by month -f csv -o panel.csv` wrote. Base R only; nothing to install.
#
#   Rscript panel.R panel.csv RUS AFG panel.png
#
# Above, the counts of cooperation and conflict of what the first country does towards the second; beneath, the reports read. Months in
# which nothing was read are gaps, not zeros: read.csv takes NA for missing as it stands.

arguments <- commandArgs(trailingOnly = TRUE)
if (length(arguments) != 4) stop("usage: Rscript panel.R panel.csv ACTOR RECIPIENT picture.png")
panel <- read.csv(arguments[1], na.strings = "NA", stringsAsFactors = FALSE)
one <- panel[panel$actor %in% arguments[2] & panel$recipient %in% arguments[3], ]
if (nrow(one) == 0) stop("the panel has no pair ", arguments[2], " ", arguments[3])
one <- one[order(one$period), ]

cooperation <- one$n_verbal_cooperation + one$n_material_cooperation
conflict <- one$n_verbal_conflict + one$n_material_conflict
most <- max(1, cooperation, conflict, na.rm = TRUE)

png(arguments[4], width = 900, height = 600)
layout(matrix(1:2), heights = c(3, 1.4))
par(mar = c(1, 5, 3, 1))
plot(seq_along(one$period), cooperation, type = "o", pch = 19, col = "darkgreen", ylim = c(0, most), xaxt = "n", xlab = "", ylab = "events",
     main = paste(arguments[2], "towards", arguments[3]))
lines(seq_along(one$period), conflict, type = "o", pch = 17, col = "firebrick")
legend("topleft", c("cooperation", "conflict"), col = c("darkgreen", "firebrick"), pch = c(19, 17), bty = "n")
par(mar = c(5, 5, 0, 1))
barplot(one$reports_read, names.arg = one$period, las = 2, cex.names = 0.7, ylab = "reports read", border = NA)
invisible(dev.off())

# The same as a table: rates per report read, which a new feed does not move
one$conflict_per_report <- conflict / one$reports_read
print(one[, c("period", "reports_read", "intensity_mean", "intensity_low", "intensity_high", "conflict_per_report")], row.names = FALSE)
